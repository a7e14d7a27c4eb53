using System.Globalization;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Whether the app runs as the custom handler of the Azure Functions host, which then does routing, keys, timers and scale-out.</summary>
internal static class FunctionsHost
{
    /// <summary>The environment variable by which the host says where it expects the handler.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    public static bool IsPresent(IConfiguration configuration) => Port(configuration) is not null;

    /// <summary>Null where there is no such host.</summary>
    public static int? Port(IConfiguration configuration) => configuration[PortVariable] switch
    {
        null or "" => null,
        var text when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) => port,
        // To go on alone, with timers of its own, is the last thing that the host expects.
        var text => throw new CannotStartException("settings are missing or wrong", [$"{PortVariable} is '{text}': it must be a port, 1 to 65535."]),
    };
}

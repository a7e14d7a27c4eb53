using System.Globalization;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Whether the app runs as the custom handler of the Azure Functions host, which then does routing, keys, timers and scale-out.</summary>
internal static class FunctionsHost
{
    /// <summary>The environment variable by which the host says where it expects the handler.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    public static bool IsPresent(IConfiguration configuration) => Port(configuration) is not null;

    public static int? Port(IConfiguration configuration) =>
        int.TryParse(configuration[PortVariable], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}

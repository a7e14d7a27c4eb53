using System.Globalization;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Whether the app runs as the custom handler of the Azure Functions host, which then does routing, keys, timers and scale-out.</summary>
internal static class FunctionsHost
{
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    public static bool IsPresent => Port is not null;

    public static int? Port =>
        int.TryParse(Environment.GetEnvironmentVariable(PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}

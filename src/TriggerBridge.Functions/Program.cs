namespace TriggerBridge.Functions;

internal static class Program
{
    public static Task<int> Main(string[] args) => FatalErrors.GuardAsync(() => TriggerBridgeApp.RunAsync(args));
}

namespace TriggerBridge.Functions.Hosting;

/// <summary>The environment's name: <c>ASPNETCORE_ENVIRONMENT</c>, else <c>AZURE_FUNCTIONS_ENVIRONMENT</c>, else <c>--environment</c> or Production.</summary>
internal static class AppEnvironment
{
    public static string? Name => Read("ASPNETCORE_ENVIRONMENT") ?? Read("AZURE_FUNCTIONS_ENVIRONMENT");

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Whether <c>./test.sh --long</c> asked for the long form of the proofs.</summary>
internal static class Long
{
    public static bool IsOn => Environment.GetEnvironmentVariable("TRIGGERBRIDGE_LONG") == "1";
}

using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges;

/// <summary>What holds where a bridge file says nothing.</summary>
internal static class BridgeDefaults
{
    public const MismatchHandling SchemaMismatch = MismatchHandling.DeadLetter;
    public const WhenInDoubt WhenInDoubt = Bridges.WhenInDoubt.RetryIfAbsent;

    public static readonly RetryPolicy Retry = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), TimeSpan.FromDays(7));
    public static readonly TimeSpan RespondWithin = TimeSpan.FromSeconds(8);
    public static readonly TimeSpan ResponseDeadline = TimeSpan.FromHours(1);
    public static readonly TimeSpan Settle = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan RememberUnchanged = TimeSpan.FromDays(30);
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);
}

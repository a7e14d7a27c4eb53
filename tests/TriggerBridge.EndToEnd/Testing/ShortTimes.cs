namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Settings by which what is in doubt, and what a killed process held, is settled within a test's time; and without a pace.</summary>
internal static class ShortTimes
{
    // The lease is 45 s more than the time-out of a call.
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["TriggerBridge__ExecuteTimeout"] = "00:00:02",
        ["TriggerBridge__Tenants__acme__RequestsPer10Seconds"] = "0",
        ["TriggerBridge__Tenants__acme__ReadCredential"] = "isc-read",
        ["TriggerBridge__TrackRecentEvery"] = "00:00:02",
        ["TriggerBridge__TrackOlderEvery"] = "00:00:10",
        ["TriggerBridge__InDoubtLeastWait"] = "00:00:01",
        ["TriggerBridge__InDoubtMostWait"] = "00:00:05",
        // Where whenInDoubt is hold, nothing that is in doubt when the load ends has a later execution that shows its absence.
        ["TriggerBridge__AbsentAfter"] = "00:01:10",
    };

    /// <summary>With timers for polls that tick each second, too.</summary>
    public static IReadOnlyDictionary<string, string> WithPolls { get; } = new Dictionary<string, string>(Settings, StringComparer.Ordinal) { ["PollSourcesSchedule"] = "* * * * * *" };
}

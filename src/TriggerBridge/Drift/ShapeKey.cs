using TriggerBridge.Ledger;

namespace TriggerBridge.Drift;

/// <summary>Events that should look alike.</summary>
/// <param name="Bridge">Whose.</param>
/// <param name="EventType">As the bridge has it; empty where events have none.</param>
/// <param name="Source">An item that was polled looks otherwise than what a sender sends.</param>
/// <param name="IsWanted">The bridge's filter lets it pass: its mapping needs what others need not have.</param>
internal readonly record struct ShapeKey(string Bridge, string EventType, EventSource Source, bool IsWanted)
{
    /// <summary>Stands for all types beyond the first hundred, and those whose names are no names of types.</summary>
    public const string OtherTypes = "*";

    private const int LongestType = 100;

    public static string TypeOf(string? type) => type is null ? "" : type.Length > LongestType || type.Any(char.IsControl) ? OtherTypes : type;
}

namespace TriggerBridge.Polling.State;

/// <summary>How many items a page held.</summary>
/// <param name="Seen">All of them.</param>
/// <param name="Unseen">Those that this process did not know, and that were not on record.</param>
/// <param name="New">Those of them that are on record now.</param>
internal sealed record PageTally(int Seen, int Unseen, int New)
{
    public static PageTally operator +(PageTally left, PageTally right) => new(left.Seen + right.Seen, left.Unseen + right.Unseen, left.New + right.New);
}

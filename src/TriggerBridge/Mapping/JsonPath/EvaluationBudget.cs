using System.Globalization;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>
/// What looking into one event may cost, over all its paths: an event is a stranger's, and a few nested wildcards make
/// hours of it. Work is counted in nodes looked at; whoever finds the budget spent stops, and the event is a dead letter.
/// </summary>
internal sealed class EvaluationBudget
{
    /// <summary>Nodes per event: the largest event has some 500,000, and looking at twice as many takes about 150 ms.</summary>
    public const int Nodes = 1_000_000;

    private static readonly string TooManyNodes =
        string.Create(CultureInfo.InvariantCulture, $"the bridge's paths look at more than {Nodes:N0} values of the event");

    private int _left = Nodes;

    /// <summary>Why looking further was given up; null while it goes on.</summary>
    public string? StopReason { get; private set; }

    public bool IsSpent => StopReason is not null;

    public bool TrySpend(int nodes)
    {
        if (IsSpent) return false;
        if (nodes > _left)
        {
            Stop(TooManyNodes);
            return false;
        }

        _left -= nodes;
        return true;
    }

    public void Stop(string reason) => StopReason ??= reason;
}

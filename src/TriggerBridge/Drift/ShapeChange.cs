using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Bridges;

namespace TriggerBridge.Drift;

internal enum ChangeKind
{
    /// <summary>A field that no event had.</summary>
    Appeared,

    /// <summary>A field that was in all events, or nearly all, and is missing in some or in all.</summary>
    Missing,

    /// <summary>A value that has a type which it never had.</summary>
    Retyped,
}

/// <summary>One thing that is different from what was usual, with its counts.</summary>
internal sealed class ShapeChange
{
    /// <summary>In so many events one after another: it is gone, and not only missing.</summary>
    public const int LeastVanished = 10;

    public required ChangeKind Kind { get; init; }

    /// <summary>Where; as <see cref="EventSteps"/> writes it.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>The type that is new.</summary>
    public JsonValueKind Type { get; init; }

    /// <summary>The types that were usual.</summary>
    public IReadOnlyList<JsonValueKind> TypesBefore { get; init; } = [];

    /// <summary>When it was found.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Before, so many events could have had it.</summary>
    public required long EventsBefore { get; init; }

    /// <summary>Before, so many had it.</summary>
    public required long SeenBefore { get; init; }

    /// <summary>Before, so many had it wherever it could be.</summary>
    public long CompleteBefore { get; init; }

    /// <summary>Since then, so many events could have had it.</summary>
    public long Events { get; set; }

    /// <summary>Of these, so many had it; of a missing one: everywhere.</summary>
    public long With { get; set; }

    /// <summary>So many events one after another were without it, up to the last one.</summary>
    public long InARow { get; set; }

    /// <summary>When it was last seen; of a type: when the value was.</summary>
    public DateTimeOffset? LastSeen { get; set; }

    /// <summary>None of the types before has come since.</summary>
    public bool Replaces { get; set; }

    /// <summary>When it was reported, as something that the bridge reads; null: it was not.</summary>
    public DateTimeOffset? ReportedAt { get; set; }

    [JsonIgnore]
    public bool IsVanished => Kind == ChangeKind.Missing && InARow >= LeastVanished;

    public bool IsSame(ShapeChange other) => Kind == other.Kind && Type == other.Type && Steps.SequenceEqual(other.Steps, StringComparer.Ordinal);

    /// <summary>Those of a bridge's reads that it concerns.</summary>
    public IReadOnlyList<EventRead> Touched(IEnumerable<EventRead> reads)
    {
        string[] steps = [.. Steps];
        // What is new in a part that is handed on as a whole does no harm.
        return [.. reads.Where(read => EventSteps.Touch(steps, [.. read.Steps], read.TakesWhole && Kind != ChangeKind.Appeared))];
    }
}

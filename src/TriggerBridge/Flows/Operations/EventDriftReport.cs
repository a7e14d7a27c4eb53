using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Drift;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations;

/// <summary>What has changed in the events of a bridge, for an operator. It holds names and counts, and no values.</summary>
/// <param name="Tenant">Of its workflow; null where its file has errors.</param>
/// <param name="Workflow">The workflow's id; null where its file has errors.</param>
/// <param name="IsWatched">False: it is switched off, and what stands here is old.</param>
/// <param name="Types">What was seen of each type of event.</param>
public sealed record EventDriftReport(string Bridge, string? Tenant, string? Workflow, bool IsWatched, IReadOnlyList<EventTypeReport> Types)
{
    /// <summary>What the workflow's input has.</summary>
    public IReadOnlyList<InputName> Input { get; init; } = [];
}

/// <summary>A value of the workflow's input.</summary>
/// <param name="Steps">Names and indexes that lead to it.</param>
/// <param name="IsOpen">It is taken from the event, and may have anything below it.</param>
public sealed record InputName(IReadOnlyList<string> Steps, bool IsOpen);

/// <summary>What was seen of events that should look alike.</summary>
/// <param name="EventType">Empty: they have none; <c>*</c>: several together.</param>
/// <param name="Source"><c>Webhook</c> or <c>Poll</c>.</param>
/// <param name="PassesFilter">The bridge's filter lets them pass.</param>
/// <param name="Events">How many were looked at.</param>
/// <param name="PassedOver">How many were not: too many at once, or too large.</param>
/// <param name="Paths">How many paths are known.</param>
/// <param name="IsFull">There are more than are kept.</param>
/// <param name="AcceptedAt">When a person last said that all is as it should be.</param>
public sealed record EventTypeReport(
    string EventType, EventSource Source, bool PassesFilter, long Events, long PassedOver, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Paths, bool IsFull, DateTimeOffset? AcceptedAt, IReadOnlyList<ChangeReport> Changes);

/// <summary>One change.</summary>
/// <param name="Kind">In a word.</param>
/// <param name="Path">Where; all items of an array are one.</param>
/// <param name="Text">In a sentence.</param>
/// <param name="Since">When it was found.</param>
/// <param name="LastSeen">When a value was last there.</param>
/// <param name="EventsBefore">Before, so many events could have had it.</param>
/// <param name="WithBefore">Of these, so many had it.</param>
/// <param name="Events">Since then, so many could have had it.</param>
/// <param name="With">Of these, so many had it; of one with a new type: that type.</param>
/// <param name="MissingInARow">So many one after another, up to the last one, had it not.</param>
/// <param name="Type">The type that is new; null: no type is.</param>
/// <param name="TypesBefore">The types that were usual.</param>
/// <param name="ReportedAt">When it was logged; null: it was not, as nothing reads it.</param>
/// <param name="Touches">What reads it.</param>
public sealed record ChangeReport(
    ChangeWord Kind,
    string Path,
    string Text,
    DateTimeOffset Since,
    DateTimeOffset? LastSeen,
    long EventsBefore,
    long WithBefore,
    long Events,
    long With,
    long MissingInARow,
    string? Type,
    IReadOnlyList<string> TypesBefore,
    DateTimeOffset? ReportedAt,
    IReadOnlyList<TouchReport> Touches)
{
    internal static ChangeReport Of(ShapeChange change, IReadOnlyList<EventRead> reads) => new(
        change.Kind switch
        {
            ChangeKind.Appeared => ChangeWord.Appeared,
            ChangeKind.Retyped => ChangeWord.TypeChanged,
            _ => change.IsVanished ? ChangeWord.Vanished : ChangeWord.Rarer,
        },
        ShapeSteps.TextOf(change.Steps),
        ChangeText.Of(change),
        change.At,
        change.LastSeen,
        change.EventsBefore,
        change.SeenBefore,
        change.Events,
        change.With,
        change.InARow,
        change.Kind == ChangeKind.Retyped ? NameOf(change.Type) : null,
        [.. change.TypesBefore.Select(NameOf)],
        change.ReportedAt,
        [.. change.Touched(reads).Select(read => new TouchReport(read.At, read.Path)).Distinct()]);

    private static string NameOf(JsonValueKind kind) => kind is JsonValueKind.True or JsonValueKind.False ? "boolean" : kind.ToString().ToLowerInvariant();
}

/// <summary>What kind of change.</summary>
public enum ChangeWord
{
    /// <summary>A field that no event had.</summary>
    Appeared,

    /// <summary>A field that is in none of the last events.</summary>
    Vanished,

    /// <summary>A field that was in all events and is missing in some.</summary>
    Rarer,

    /// <summary>A value with another type.</summary>
    TypeChanged,
}

/// <summary>A place of the bridge that reads what has changed.</summary>
/// <param name="At">Its JSON path in the bridge file.</param>
/// <param name="Path">What is read there.</param>
public sealed record TouchReport(string At, string Path);

/// <summary>In short, what has changed in a bridge's events that it reads.</summary>
/// <param name="Changes">How many.</param>
/// <param name="Paths">Where; at most ten.</param>
public sealed record DriftState(int Changes, IReadOnlyList<string> Paths);

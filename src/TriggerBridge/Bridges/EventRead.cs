using TriggerBridge.Bridges.Polls;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Bridges;

/// <summary>One place of a bridge that reads a path of its events.</summary>
/// <param name="At">Its JSON path in the bridge file, such as <c>$.input['userId.$']</c>.</param>
/// <param name="Path">As it stands there.</param>
/// <param name="Steps">What it leads through, as <see cref="EventSteps"/> writes it.</param>
/// <param name="TakesWhole">It hands on what it finds, with all that stands below.</param>
internal sealed record EventRead(string At, string Path, IReadOnlyList<string> Steps, bool TakesWhole);

/// <summary>How a step into an event is written where paths are compared: an array's items are one.</summary>
internal static class EventSteps
{
    /// <summary>Any item of an array.</summary>
    public const string Item = "[]";

    /// <summary>Any child.</summary>
    public const string Any = "*";

    /// <summary>Anything below.</summary>
    public const string Below = "..";

    public static string Member(string name) => "." + name;

    /// <summary>What a query of the event leads through; a filter's own paths are not followed.</summary>
    public static IReadOnlyList<string> Of(PathQuery query) => [.. query.Segments.SelectMany(Of)];

    /// <summary>Whether what changed at one path is something that a query of another reads, or leads through.</summary>
    /// <param name="changed">Where an event changed.</param>
    /// <param name="read">What the query leads through.</param>
    /// <param name="takesWhole">It also counts where a part changed of what the query finds.</param>
    public static bool Touch(ReadOnlySpan<string> changed, ReadOnlySpan<string> read, bool takesWhole)
    {
        if (changed.IsEmpty) return true;
        if (read.IsEmpty) return takesWhole;
        if (read[0] != Below) return IsSame(changed[0], read[0]) && Touch(changed[1..], read[1..], takesWhole);
        for (var skipped = 0; skipped < changed.Length; skipped++)
        {
            if (read.Length > 1 && IsSame(changed[skipped], read[1]) && Touch(changed[(skipped + 1)..], read[2..], takesWhole)) return true;
        }

        return false;
    }

    private static bool IsSame(string changed, string read) => read == Any || changed == read || (changed == Any && read[0] == '.');

    private static IEnumerable<string> Of(Segment segment)
    {
        if (segment is Segment.Descendant) yield return Below;
        yield return segment.Selectors is [SingularSelector.Name { Value: var name }] ? Member(name)
            : segment.Selectors is [SingularSelector.Index] or [SliceSelector] ? Item
            : Any;
    }
}

/// <summary>All that a bridge reads of its events.</summary>
internal static class EventReads
{
    /// <param name="source">How they come: what is polled may have a filter and a mapping of its own.</param>
    public static IReadOnlyList<EventRead> Of(Bridge bridge, EventSource source)
    {
        var (ofPoll, poll) = (source == EventSource.Poll, bridge.Poll);
        return
        [
            .. (bridge.FilterOf(source)?.Queries ?? []).SelectMany(query => Of(query, ofPoll && poll?.Filter is not null ? "$.poll.filter" : "$.filter", takesWhole: false)),
            .. bridge.InputOf(source).Sites.SelectMany(site => Of(site.Path, site.At, takesWhole: true)),
            .. ofPoll ? OfPoll(poll) : OfWebhook(bridge),
            .. bridge.Respond is { } respond && !ofPoll ? respond.Output.Sites.Concat(respond.Otherwise?.Sites ?? []).SelectMany(site => Of(site.Path, site.At, takesWhole: true)) : [],
            .. bridge.Keys.Reads.SelectMany(read => Of(read.Path, read.At, takesWhole: true)),
            .. bridge.Check?.Reads ?? [],
        ];
    }

    // Also where the sender's scheme says it, and the file does not.
    private static IEnumerable<EventRead> OfWebhook(Bridge bridge)
    {
        if (bridge.Sender is not { } sender) return [];
        var file = bridge.Source is { } source ? $"sources/{source.Name}.json " : "";
        return
        [
            .. sender.DeliveryIdPaths.SelectMany(path => Of(path, file + "$.webhook.deliveryId", takesWhole: false)),
            .. sender.EventTypePaths.SelectMany(path => Of(path, file + "$.webhook.eventType", takesWhole: false)),
        ];
    }

    private static IEnumerable<EventRead> OfPoll(PollSource? poll) => poll is null ? [] :
    [
        .. poll.DeliveryId.Queries.SelectMany(query => Of(query, "$.poll.deliveryId", takesWhole: false)),
        .. (poll.EventType?.Queries ?? []).SelectMany(query => Of(query, "$.poll.eventType", takesWhole: false)),
        .. poll.Cursor is { IsInItems: true, Path: { } path } ? Of(path, "$.poll.cursor.path", takesWhole: false) : [],
    ];

    private static IEnumerable<EventRead> Of(PathExpression path, string at, bool takesWhole) => path.Queries.SelectMany(query => Of(query, at, takesWhole));

    private static IEnumerable<EventRead> Of(PathQuery query, string at, bool takesWhole) =>
        query.Root == PathRoot.Event ? [new EventRead(at, query.Text, EventSteps.Of(query), takesWhole)] : [];
}

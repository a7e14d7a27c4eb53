using System.Text.Json;
using TriggerBridge.Drift;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Drift;

/// <summary>Events, as an instance counts them between two times that it writes down what it has seen.</summary>
internal static class Shapes
{
    public static EventShape Of(params IEnumerable<string> events)
    {
        var recorder = new ShapeRecorder(new EventShape());
        foreach (var json in events) recorder.Record(JsonElement.Parse(json), Sample.Noon);
        return recorder.Shape;
    }

    public static EventShape Times(int count, string json) => Of(Enumerable.Repeat(json, count));

    /// <summary>Counts one after another into what is known.</summary>
    public static EventShape Merged(params IEnumerable<EventShape> all)
    {
        var known = new EventShape();
        foreach (var shape in all) ShapeMerge.Run(known, shape, Sample.Noon);
        return known;
    }

    public static IReadOnlyList<string> PathsOf(EventShape shape) => [.. In(shape.Root, []).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> In(ShapeNode node, IReadOnlyList<string> steps) =>
    [
        ShapeSteps.TextOf(steps),
        .. (node.Members ?? []).SelectMany(member => In(member.Value, [.. steps, "." + member.Key])),
        .. node.Items is { } items ? In(items, [.. steps, "[]"]) : [],
        .. node.AnyMember is { } any ? In(any, [.. steps, "*"]) : [],
    ];
}

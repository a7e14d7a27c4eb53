using TriggerBridge.Bridges;
using TriggerBridge.Json;

namespace TriggerBridge.Drift;

/// <summary>Paths of a shape; their steps are written as <see cref="EventSteps"/> has them.</summary>
internal static class ShapeSteps
{
    /// <summary>As a JSON path, with all items of an array as one.</summary>
    public static string TextOf(IEnumerable<string> steps) => steps.Aggregate(JsonLocation.Root, (path, step) => step switch
    {
        EventSteps.Item => path + "[*]",
        EventSteps.Any => path + ".*",
        _ => JsonLocation.Member(path, step[1..]),
    });

    public static ShapeNode? Child(ShapeNode node, string step) => step switch
    {
        EventSteps.Item => node.Items,
        EventSteps.Any => node.AnyMember,
        _ => node.Members?.GetValueOrDefault(step[1..]),
    };
}

using System.Globalization;
using System.Text.Json;
using TriggerBridge.Timing;

namespace TriggerBridge.Drift;

/// <summary>A change in a sentence.</summary>
internal static class ChangeText
{
    public static string Of(ShapeChange change)
    {
        var path = ShapeSteps.TextOf(change.Steps);
        return change switch
        {
            { IsVanished: true } => Say($"{path} is in none of the last {change.InARow} events; before, it was in {Before(change)}, the last time {ReadableTime.Of(change.LastSeen!.Value)}"),
            { Kind: ChangeKind.Missing } => Say($"{path} is missing in {change.Events - change.With} of {change.Events} events since {ReadableTime.Of(change.At)}; before, it was in {Before(change)}"),
            { Kind: ChangeKind.Appeared } => Say($"{path} is new: it is in {change.With} of {change.Events} events since {ReadableTime.Of(change.At)}, and was in none of {change.EventsBefore} before"),
            { Replaces: true } => Say($"{path} is {NameOf(change.Type)} in all of {change.Events} events since {ReadableTime.Of(change.At)}; before, it was {Names(change)}"),
            _ => Say($"{path} is {NameOf(change.Type)} in {change.With} of {change.Events} events since {ReadableTime.Of(change.At)}; before, it was always {Names(change)}"),
        };
    }

    private static string Before(ShapeChange change) => change.SeenBefore >= change.EventsBefore ? Say($"all {change.EventsBefore}") : Say($"{change.SeenBefore} of {change.EventsBefore}");

    private static string Names(ShapeChange change) => string.Join(" or ", change.TypesBefore.Select(NameOf));

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

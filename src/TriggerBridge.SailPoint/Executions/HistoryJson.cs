using System.Text;
using System.Text.Json;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>
/// Reads the events of <c>history</c> (an array) and <c>history-v2</c> (an object with <c>history</c>, which the specification calls one
/// event and the live service sends as an array). The attributes of events are not specified.
/// </summary>
internal static class HistoryJson
{
    private static readonly string[] StepNames = ["stepName", "displayName", "activityName", "name"];
    private static readonly string[] ErrorNames = ["error", "failure", "cause", "details", "message"];

    /// <returns>Null if there are no events in the body.</returns>
    public static ExecutionHistory? Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("history", out root))
            return null;
        IReadOnlyList<JsonElement> events = root.ValueKind switch
        {
            JsonValueKind.Array => [.. root.EnumerateArray()],
            JsonValueKind.Object => [root],
            _ => [],
        };
        if (events.Count == 0)
            return null;

        var started = events.FirstOrDefault(each => IsOfType(each, "WorkflowExecutionStarted"));
        var failed = events.LastOrDefault(each => IsOfType(each, "ActivityTaskFailed"));
        if (failed.ValueKind == JsonValueKind.Undefined)
            failed = events.LastOrDefault(each => IsOfType(each, "WorkflowExecutionFailed"));
        var input = InputOf(started);
        return new ExecutionHistory
        {
            ShowsStart = Attributes(started) is not null,
            Input = input?.Clone(),
            Failure = Attributes(failed) is { } attributes ? FailureOf(attributes, input) : null,
        };
    }

    private static bool IsOfType(JsonElement each, string type) => each.TryGetText("type", out var text) && text == type;

    private static JsonElement? Attributes(JsonElement each) =>
        each.ValueKind == JsonValueKind.Object && each.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
            ? attributes
            : null;

    private static JsonElement? InputOf(JsonElement started) =>
        Attributes(started) is { } attributes && attributes.TryGetProperty("input", out var input) && input.ValueKind != JsonValueKind.Null ? input : null;

    private static FailedStep FailureOf(JsonElement attributes, JsonElement? input)
    {
        string? step = null;
        foreach (var name in StepNames)
        {
            if (step is null && attributes.TryGetText(name, out var text))
                step = EchoFilter.Clean(text, 200, []);
        }

        return new FailedStep(step, ErrorOf(attributes) is { } error ? Clean(error, input) : null);
    }

    // A step's error may quote what it was given.
    private static string Clean(string error, JsonElement? input) =>
        error.Length > EchoFilter.MaxSourceLength
            ? "an error that is too long to be shown here"
            : EchoFilter.Clean(error, 200, [], input is { } given ? EchoFilter.ValuesOf(Encoding.UTF8.GetBytes(given.GetRawText())) : []);

    private static string? ErrorOf(JsonElement attributes)
    {
        foreach (var name in ErrorNames)
        {
            if (attributes.TryGetText(name, out var text))
                return text;
            if (attributes.TryGetProperty(name, out var inner) && inner.TryGetText("message", out var message))
                return message;
        }

        return null;
    }
}

using System.Text;
using System.Text.Json;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>What the events of an execution tell about how it began, what its steps gave and how it failed. The attributes of events are not specified.</summary>
internal sealed record ExecutionHistory
{
    private static readonly string[] StepNames = ["stepName", "displayName", "activityName", "name"];
    private static readonly string[] OutputNames = ["output", "result"];
    private static readonly string[] ErrorNames = ["error", "failure", "cause", "details", "message"];

    /// <summary>False while the event of the start is missing: then nothing can be said about the input.</summary>
    public required bool ShowsStart { get; init; }

    /// <summary>What the trigger received (<c>attributes.input</c>); null where it received nothing.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Null if no step has failed.</summary>
    public FailedStep? Failure { get; init; }

    /// <summary>What each step gave that has ended well, by its name in the workflow's definition; the last time, where it ran more than once.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>
    /// Reads the events of <c>history</c> (an array) and <c>history-v2</c> (an object with <c>history</c>, which the specification calls one
    /// event and the live service sends as an array).
    /// </summary>
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
            Outputs = OutputsOf(events),
        };
    }

    private static Dictionary<string, JsonElement> OutputsOf(IReadOnlyList<JsonElement> events)
    {
        var outputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var attributes in events.Where(each => IsOfType(each, "ActivityTaskCompleted")).Select(Attributes).OfType<JsonElement>())
        {
            var name = StepOf(attributes);
            var output = OutputNames.Select(member => attributes.TryGetProperty(member, out var value) ? value : default).FirstOrDefault(value => value.ValueKind != JsonValueKind.Undefined);
            if (name is not null && output.ValueKind != JsonValueKind.Undefined)
                outputs[name] = output.Clone();
        }

        return outputs;
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
        var step = StepOf(attributes) is { } name ? EchoFilter.Clean(name, 200, []) : null;
        return new FailedStep(step, ErrorOf(attributes) is { } error ? Clean(error, input) : null);
    }

    private static string? StepOf(JsonElement attributes)
    {
        foreach (var name in StepNames)
        {
            if (attributes.TryGetText(name, out var text))
                return text;
        }

        return null;
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

/// <summary>The last step that failed.</summary>
/// <param name="Name">As the workflow's definition calls it; null where the history does not say.</param>
/// <param name="Error">One short line without values of the input; null where the history does not say.</param>
internal sealed record FailedStep(string? Name, string? Error);

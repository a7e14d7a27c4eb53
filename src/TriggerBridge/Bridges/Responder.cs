using System.Text;
using System.Text.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.SailPoint.Triggers;

namespace TriggerBridge.Bridges;

/// <summary>When a bridge answers a trigger that waits for an answer.</summary>
internal enum RespondMode
{
    /// <summary>In the answer to ISC's request.</summary>
    Sync,

    /// <summary>At the callback address that comes with the event, when the workflow has ended.</summary>
    Async,

    /// <summary>In the answer to ISC's request if the workflow has ended in time, and at the callback address otherwise.</summary>
    Dynamic,
}

/// <summary>How a bridge answers an event trigger of ISC that waits for an answer. No answer is given that does not fit the trigger.</summary>
internal sealed class Responder
{
    private const int MostBytes = 16 * 1024;

    // Before the deadline: for a few tries to send what is answered then.
    private static readonly TimeSpan MostReserve = TimeSpan.FromMinutes(2);

    // ISC counts from before its event came here.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(10);

    // For writing down what is answered, and for its way to ISC.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    public required TriggerType Trigger { get; init; }

    public required RespondMode Mode { get; init; }

    public required InputTemplate Output { get; init; }

    /// <summary>What is answered in its place; null: nothing else can be.</summary>
    public InputTemplate? Otherwise { get; init; }

    /// <summary>When the answer is there at the latest, counted from the request.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>How long ISC waits for what comes to the callback address, counted from the event.</summary>
    public required TimeSpan ResponseDeadline { get; init; }

    public bool MayAnswerLater => Mode != RespondMode.Sync;

    /// <summary>Until then an answer is sent, counted from when the event came.</summary>
    public TimeSpan LastCallback => ResponseDeadline - OnItsWay;

    /// <summary>After how long what can be answered without the workflow is sent.</summary>
    public TimeSpan LongestWaitForCallback => ResponseDeadline - (ResponseDeadline / 5 < MostReserve ? ResponseDeadline / 5 : MostReserve);

    /// <summary>How long the answer may be waited for.</summary>
    public TimeSpan LongestWait => Within > Reserve ? Within - Reserve : TimeSpan.Zero;

    /// <summary>The answer says what the workflow came to.</summary>
    public bool NeedsExecution => Reads(Output, "status") || Reads(Output, "id") || NeedsHistory;

    /// <summary>It says how the workflow failed, or what a step gave.</summary>
    public bool NeedsHistory => Reads(Output, "error") || Reads(Output, "steps");

    /// <returns>Null for an event of its trigger.</returns>
    public string? Objection(JsonElement document) => Metadata(document, "triggerId") switch
    {
        null => "$._metadata.triggerId is missing: this bridge answers events of triggers that wait for an answer.",
        var trigger when trigger != Trigger.Id => $"$._metadata.triggerId is that of another trigger: this bridge answers {Trigger.Id}.",
        // ISC would take an answer for a promise, or wait for one that has come.
        _ when Metadata(document, "responseMode") is { } mode && !mode.Equals(Mode.ToString(), StringComparison.OrdinalIgnoreCase) =>
            $"$._metadata.responseMode is another one: this bridge answers by the mode {Mode.ToString().ToLowerInvariant()}, so its subscription must have that response type.",
        _ when MayAnswerLater && CallbackOf(document) is null => "$._metadata.callbackURL is missing or no address: this bridge answers there.",
        _ => null,
    };

    /// <summary>Whether the event is one of its trigger.</summary>
    public bool IsAskedBy(JsonElement document) => Metadata(document, "triggerId") == Trigger.Id;

    /// <returns>Where an event wants to be answered; null where it does not say so.</returns>
    public static Uri? CallbackOf(JsonElement document) =>
        // The scheme is checked because on Unix "/beta/…" is an absolute file URI.
        Uri.TryCreate(Metadata(document, "callbackURL"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null;

    /// <returns>By what ISC knows the event; null where that is not said.</returns>
    public static string? InvocationOf(JsonElement document) =>
        Metadata(document, "invocationId")
        ?? (CallbackOf(document)?.Segments is [.., "trigger-invocations/", var id, "complete"] ? Uri.UnescapeDataString(id.TrimEnd('/')) : null);

    /// <summary>What can be answered before the workflow runs.</summary>
    /// <param name="isStarted">The event starts the workflow.</param>
    /// <returns>Null where the answer depends on the workflow, or there is none.</returns>
    public MadeAnswer? MakeBefore(EventContext context, bool isStarted) =>
        !isStarted ? MakeOtherwise(context, "The event starts no workflow.") : NeedsExecution ? null : Make(Output, context);

    public MadeAnswer MakeAfter(EventContext context, ExecutionFacts execution) => Make(Output, context with { Execution = execution });

    /// <returns>Null where there is none.</returns>
    public MadeAnswer? MakeOtherwise(EventContext context, string reason) =>
        Otherwise is { } otherwise ? Make(otherwise, context) with { InsteadFor = reason } : null;

    private MadeAnswer Make(InputTemplate template, EventContext context)
    {
        var at = template == Output ? "$.respond.output" : "$.respond.otherwise";
        var result = template.Map(context);
        if (result is not MappingResult.Mapped { Json: var json })
            return new MadeAnswer { Problem = $"{at} makes no answer: {(result as MappingResult.Failed)?.Reason}." };
        if (json.Length > MostBytes)
            return new MadeAnswer { Problem = $"{at} makes an answer of more than {MostBytes} bytes." };
        return Trigger.Output!.Check(JsonElement.Parse(json.Span)) is [var misfit, ..]
            ? new MadeAnswer { Problem = $"{at} makes an answer that does not fit {Trigger.Id}: {misfit.Path} {misfit.Text}." }
            : new MadeAnswer { Output = Encoding.UTF8.GetString(json.Span) };
    }

    private static string? Metadata(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("_metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool Reads(InputTemplate template, string field) =>
        template.Sites.Any(site => site.Path.Queries.Any(query => query.IsUnderContext("execution", field)));
}

/// <summary>An answer, or why there is none.</summary>
internal sealed record MadeAnswer
{
    /// <summary>JSON; null where there is a problem.</summary>
    public string? Output { get; init; }

    public string? Problem { get; init; }

    /// <summary>Why it is the other answer; null for the one that is wanted.</summary>
    public string? InsteadFor { get; init; }
}

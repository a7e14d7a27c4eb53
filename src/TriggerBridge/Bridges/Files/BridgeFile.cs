using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Files;

/// <summary>
/// A bridge file as it is written. What is absent is null here, required or not: the rules also look at files that
/// lack something. The descriptions are shown to whoever edits a file.
/// </summary>
internal sealed record BridgeFile
{
    [JsonPropertyName("$schema")]
    [Description("Where an editor finds the schema of this file.")]
    public string? Schema { get; init; }

    [Description("false: senders are answered with 503, and work in progress goes on. Default: true.")]
    public bool? Enabled { get; init; }

    [Description("Who sends the events, and how they prove it.")]
    public WebhookSection? Webhook { get; init; }

    [Description("In place of a webhook: the name of a source, sources/NAME.json, whose sender several bridges share.")]
    public string? Source { get; init; }

    [Description("Where events are read from on a schedule: in place of a webhook, or for what it missed.")]
    public PollSection? Poll { get; init; }

    [Description("Which events start the workflow: a condition such as $.action == 'removed' && $.user; a path alone means that it exists.")]
    public string? Filter { get; init; }

    [Description("false: a filtered event leaves no row in the ledger. Default: true.")]
    public bool? KeepFiltered { get; init; }

    [Description("Leaves out events in which nothing that matters has changed.")]
    public IgnoreUnchangedSection? IgnoreUnchanged { get; init; }

    [Description("What tells whose events are sent one after another, in the order received, such as {{$.user.id}}; or {\"key\": …, \"until\": \"final\"}: each only when the execution of the one before has ended.")]
    public OrderSection? Order { get; init; }

    [Description("How long after its receipt an event is sent, at most 7.00:00:00. Default: at once.")]
    public Duration? Delay { get; init; }

    [Description("With delay: what tells whose events stand for each other, such as {{$.user.id}}: of those that wait only the newest is sent.")]
    public string? Collapse { get; init; }

    [JsonPropertyName("schema")]
    [Description("A JSON Schema (draft 2020-12) that the events fit which the filter lets pass: a file such as schemas/leaver.json, beside the bridges.")]
    public string? EventSchema { get; init; }

    [Description("What becomes of an event that does not fit the schema: deadLetter, refuse (422, and no record) or note (it goes on). Default: deadLetter.")]
    public Choice<MismatchHandling>? SchemaMismatch { get; init; }

    [Description("Tables for lookup('name', key): {\"name\": {\"key\": value, \"*\": value for all other keys}}.")]
    [ObjectsByName]
    public JsonElement? Tables { get; init; }

    [Description("The workflow's input, unless $.transform makes it: keys that end in .$ take the value at a path, texts may hold {{$.path}}, all else is literal.")]
    [AnyObject]
    public JsonElement? Input { get; init; }

    [Description("In place of an input: the JavaScript file beside this one that makes it, such as leavers.js.")]
    public string? Transform { get; init; }

    [JsonRequired]
    [Description("The workflow to start.")]
    public WorkflowSection? Workflow { get; init; }

    [Description("What ISC is answered, where the events are those of a trigger that waits for an answer.")]
    public RespondSection? Respond { get; init; }

    [Description("How long a sender waits for ISC, at most 00:00:30; 00:00:00 records only. Default: the app's setting.")]
    public Duration? DispatchBudget { get; init; }

    [Description("When to send again what did not start.")]
    public RetrySection? Retry { get; init; }

    [Description("What to do with an attempt of which nobody knows whether it started an execution: retryIfAbsent (sent again once ISC proves that it has none; held where ISC cannot be asked), hold (a person decides) or retry (sent again, also where ISC cannot be asked). Default: retryIfAbsent.")]
    public Choice<WhenInDoubt>? WhenInDoubt { get; init; }

    [Description("How long after the end of an attempt's lease an execution's absence in ISC begins to count. Default: 00:10:00.")]
    public Duration? Settle { get; init; }

    [Description("How long deliveries are kept. Default: 90.00:00:00.")]
    public Duration? Retention { get; init; }
}

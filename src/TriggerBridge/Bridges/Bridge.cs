using TriggerBridge.Bridges.Polls;
using TriggerBridge.Credentials;
using TriggerBridge.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Bridges;

/// <summary>One configured path from a source to one workflow, checked and ready to use.</summary>
public sealed class Bridge
{
    public required string Name { get; init; }

    /// <summary>Tells its file's text, and those of the other files that it uses, from any other.</summary>
    public required string Version { get; init; }

    /// <summary>The texts that it was made of; null: it has no file.</summary>
    internal BridgeTexts? Texts { get; init; }

    /// <summary>False: senders get 503; deliveries in progress go on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Who sends events to the bridge's own address; null: nobody.</summary>
    public WebhookSource? Webhook { get; init; }

    /// <summary>Whose events it takes what it wants of; null: it has an address of its own, or only polls.</summary>
    public SharedSource? Source { get; init; }

    /// <summary>Who sends events, to whichever address; null: nobody, they are polled.</summary>
    internal WebhookSource? Sender => Webhook ?? Source?.Webhook;

    /// <summary>The name in the address that its sender posts to; null: it has none.</summary>
    internal string? AddressName => Webhook is not null ? Name : Source?.Name;

    /// <summary>Where events are read from; null: nowhere, they are sent.</summary>
    internal PollSource? Poll { get; init; }

    /// <summary>Null: every event is wanted.</summary>
    public IEventFilter? Filter { get; init; }

    /// <summary>Whether what is filtered leaves a row in the ledger.</summary>
    public bool KeepFiltered { get; init; } = true;

    /// <summary>What events must look like; null: they are not checked.</summary>
    internal EventCheck? Check { get; init; }

    public required IInputMapping Input { get; init; }

    /// <summary>How its events are held against each other.</summary>
    internal KeyRules Keys { get; init; } = KeyRules.None;

    public required WorkflowTarget Workflow { get; init; }

    /// <summary>How its events are answered; null: they do not ask.</summary>
    internal Responder? Respond { get; init; }

    /// <summary>How long a sender waits for ISC; zero: not at all; null: the app's setting.</summary>
    public required TimeSpan? DispatchBudget { get; init; }

    public required RetryPolicy Retry { get; init; }

    public required WhenInDoubt WhenInDoubt { get; init; }

    /// <summary>How long after a lease's end an execution's absence in ISC begins to count.</summary>
    public required TimeSpan Settle { get; init; }

    public required TimeSpan Retention { get; init; }

    /// <summary>What a person should look at although the bridge can be used, each with its place in the file.</summary>
    internal IReadOnlyList<DocumentProblem> Warnings { get; init; } = [];

    /// <summary>The names of all secrets without which it does not work.</summary>
    internal IEnumerable<string> SecretNames =>
        new[] { Sender?.VerifyTokenName, Poll?.Request.Auth.Secret, Workflow.Credential, Respond is { MayAnswerLater: true } ? SecretSeal.KeyName : null }.OfType<string>().Concat(Sender?.SecretNames ?? []);

    /// <summary>What makes the input of an event that came in this way.</summary>
    internal IInputMapping InputOf(EventSource source) => source == EventSource.Poll && Poll?.Input is { } input ? input : Input;

    /// <summary>What it makes of an event that it wants.</summary>
    internal MappingResult Map(EventContext context, EventSource source)
    {
        var result = Check is { } check ? check.Map(context, InputOf(source).Map) : InputOf(source).Map(context);
        if (result is not MappingResult.Mapped)
            return result;
        // Nobody would know what it may overtake.
        Keys.KeysOf(context, KeepFiltered, out var problem);
        return problem is null ? result : new MappingResult.Failed(problem);
    }

    /// <summary>What makes the input of the events that are sent, or where it only polls, of those.</summary>
    internal IInputMapping UsualInput => InputOf(Sender is null ? EventSource.Poll : EventSource.Webhook);

    /// <summary>The filter for an event that came in this way; null: every event is wanted.</summary>
    internal IEventFilter? FilterOf(EventSource source) => source == EventSource.Poll && Poll?.Filter is { } filter ? filter : Filter;
}

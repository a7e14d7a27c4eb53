using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>What it takes for a trigger's events to come to a bridge.</summary>
internal sealed record SubscribePlan
{
    public required EventTrigger Trigger { get; init; }

    /// <summary>The subscription that has the bridge's address already; null: there is none.</summary>
    public Subscription? Existing { get; init; }

    public required string Address { get; init; }

    public string? Filter { get; init; }

    /// <summary>The secret's name and, for people, where it is.</summary>
    public required string Secret { get; init; }

    public required string Place { get; init; }

    /// <summary>Those that do not exist yet, by their names: that one, and the key by which the app keeps what an answer is proven with.</summary>
    public required IReadOnlyList<string> MissingSecrets { get; init; }

    /// <summary>A test event is sent at the end.</summary>
    public required bool Tests { get; init; }

    public const string SendsTest = "send a test event";

    public string Subscribes => Existing is { } old ? $"update subscription {old.Name} ({old.Id}) to {Trigger.Id}{With}" : $"subscribe {Address} to {Trigger.Id}{With}";

    public IReadOnlyList<string> Steps =>
    [
        .. MissingSecrets.Select(Makes),
        Subscribes,
        .. Tests ? [SendsTest] : (string[])[],
    ];

    public string Makes(string secret) => $"make {(secret == Secret ? "a secret" : "the data key")} and store it as '{secret}' in {Place}";

    public SubscribeReport Report(string? subscriptionId, string? test) => new(Trigger.Id, Address, Filter, Secret, Steps, subscriptionId, test);

    private string With => Filter is null ? "" : $", with the filter {Filter}";
}

/// <summary>For scripts.</summary>
/// <param name="SubscriptionId">Null where it is not made yet.</param>
/// <param name="Test">Where the test event was seen; null where none was sent.</param>
internal sealed record SubscribeReport(
    string? Trigger, string Address, string? Filter, string Secret, IReadOnlyList<string> Steps, string? SubscriptionId, string? Test);

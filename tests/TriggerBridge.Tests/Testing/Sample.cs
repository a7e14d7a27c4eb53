using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Testing;

/// <summary>Deliveries as the ledger's tests need them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static RetryPolicy Retry { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), TimeSpan.FromDays(7));

    public static string NewId() => Guid.NewGuid().ToString("N");

    public static Bridge Bridge(string name, TimeSpan? retention = null) => new()
    {
        Name = name,
        Version = "0123456789ab",
        Enabled = true,
        Webhook = new WebhookSource(WebhookSchemes.Create("github"), [], deliveryIds: [], eventTypes: []),
        Input = InputTemplate.Compile(JsonElement.Parse("{}"), "$.input", []),
        Workflow = new WorkflowTarget { Tenant = "acme", Id = "workflow", Credential = "client", Envelope = Envelope.Input, Correlate = true },
        DispatchBudget = null,
        Retry = Retry,
        WhenInDoubt = WhenInDoubt.Hold,
        Settle = TimeSpan.FromMinutes(10),
        Retention = retention ?? TimeSpan.FromDays(90),
    };

    public static Delivery Received(string bridge = "bridge", string? id = null) => new()
    {
        Bridge = bridge,
        DeliveryId = id ?? NewId(),
        SenderId = "sender's own",
        EventType = "organization",
        ReceivedAt = Noon,
        UpdatedAt = Noon,
        Status = DeliveryStatus.Received,
        Tenant = "acme",
        WorkflowId = "workflow",
    };

    public static Delivery Claimed(string bridge = "bridge", string? id = null, int attempt = 1)
    {
        var delivery = Received(bridge, id) with { Status = DeliveryStatus.Dispatching, AttemptCount = attempt, ClaimedAt = Noon };
        return delivery with { Work = delivery.Due(WorkKind.Resolve, Noon.AddSeconds(75)) };
    }

    public static DeliveryPayload Payload(byte[]? body = null) => new()
    {
        Body = body ?? "{\"a\":1}"u8.ToArray(),
        Input = "{\"login\":\"octocat\"}"u8.ToArray(),
        ContentType = "application/json",
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-github-event"] = "organization" },
    };

    public static Attempt Attempt(AttemptOutcome outcome, int number = 1, string? executionId = null) => new()
    {
        Number = number,
        StartedAt = Noon,
        DurationMs = 42,
        Outcome = outcome,
        Message = "as ISC said",
        WorkflowExecutionId = executionId,
    };
}

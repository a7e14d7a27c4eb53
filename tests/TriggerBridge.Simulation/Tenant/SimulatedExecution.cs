using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>One execution that the tenant started.</summary>
internal sealed record SimulatedExecution
{
    public required string Id { get; init; }

    public required string WorkflowId { get; init; }

    public required string DeliveryId { get; init; }

    public required int Attempt { get; init; }

    public required string Input { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From when on reads show it.</summary>
    public required DateTimeOffset ShownAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required string EndsAs { get; init; }

    public DateTimeOffset? CanceledAt { get; set; }

    public string StatusAt(DateTimeOffset now) => CanceledAt is not null ? "Canceled" : now >= EndsAt ? EndsAs : "Running";

    public string ToJson(DateTimeOffset now)
    {
        var closed = CanceledAt ?? (now >= EndsAt ? EndsAt : null);
        return $$"""{"id":"{{Id}}","workflowId":"{{WorkflowId}}","startTime":"{{Text(StartedAt)}}","closeTime":{{(closed is { } time ? $"\"{Text(time)}\"" : "null")}},"status":"{{StatusAt(now)}}"}""";
    }

    public string ToHistory(DateTimeOffset now)
    {
        var status = StatusAt(now);
        var end = status == "Running" ? "" : $$""",{"type":"WorkflowExecution{{status}}","attributes":{} }""";
        return $$"""{"history":[{"type":"WorkflowExecutionStarted","attributes":{"input":{{Input}} } }{{end}}]}""";
    }

    private static string Text(DateTimeOffset time) => JsonEncodedText.Encode(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)).ToString();
}

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

    public DateTimeOffset? ClosedAt(DateTimeOffset now) => CanceledAt ?? (now >= EndsAt ? EndsAt : null);

    public string StatusAt(DateTimeOffset now) => CanceledAt is not null ? "Canceled"
        : now >= EndsAt ? EndsAs
        : now < StartedAt + ((EndsAt - StartedAt) / 4) ? "Queued"
        : "Running";

    public string ToJson(DateTimeOffset now) =>
        $$"""{"id":"{{Id}}","workflowId":"{{WorkflowId}}","startTime":"{{Text(StartedAt)}}","closeTime":{{(ClosedAt(now) is { } time ? $"\"{Text(time)}\"" : "null")}},"status":"{{StatusAt(now)}}"}""";

    /// <summary>The events of <c>history</c>, which <c>history-v2</c> wraps into an object.</summary>
    public string ToEvents(DateTimeOffset now)
    {
        var started = Event("WorkflowExecutionStarted", StartedAt, $$"""{"input":{{Input}}}""");
        if (ClosedAt(now) is not { } closed)
            return $"[{started}]";

        var status = StatusAt(now);
        var step = status switch
        {
            "Failed" => Event("ActivityTaskFailed", closed, """{"stepName":"Simulated Step","error":"Simulated failure of the step"}""") + ",",
            "Completed" => Event("ActivityTaskCompleted", closed, $$"""{"stepName":"Simulated Step","output":{{Input}}}""") + ",",
            _ => "",
        };
        return $"[{started},{step}{Event($"WorkflowExecution{status}", closed, "{}")}]";
    }

    private static string Event(string type, DateTimeOffset time, string attributes) => $$"""{"type":"{{type}}","timestamp":"{{Text(time)}}","attributes":{{attributes}}}""";

    // With nine decimals, as ISC does.
    private static string Text(DateTimeOffset time) => JsonEncodedText.Encode(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)).ToString();
}

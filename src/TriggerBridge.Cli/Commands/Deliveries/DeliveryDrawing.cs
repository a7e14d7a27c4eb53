using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Deliveries;

/// <summary>Deliveries for people.</summary>
internal static class DeliveryDrawing
{
    // Enough of an id to find its delivery by.
    private const int LeastOfId = 9;

    private const int LeastOfName = 10;

    public static void List(IAnsiConsole console, IReadOnlyList<DeliveryItem> deliveries, DateTimeOffset now) => console.Fitted(
        [new("received"), new("bridge", LeastOfName), new("status"), new("delivery", LeastOfId), new("event", LeastOfName), new("execution", LeastOfId), new("reason", LeastOfName)],
        deliveries.Select(delivery => (IReadOnlyList<FittedCell>)
        [
            new(RelativeTime.Of(delivery.ReceivedAt, now), StatusStyle.Quiet), delivery.Bridge, new(delivery.Status, StatusStyle.Of(delivery.Status)), delivery.DeliveryId,
            delivery.EventType, delivery.WorkflowExecutionId, delivery.Reason,
        ]));

    /// <summary>A delivery's way through the app, in the order of time.</summary>
    public static void Way(IAnsiConsole console, DeliveryDetail delivery, DateTimeOffset now)
    {
        console.Put($"{delivery.DeliveryId} of {delivery.Bridge}: ");
        console.Put(delivery.Status, StatusStyle.Of(delivery.Status));
        console.PutLine();
        (string Name, string? Value)[] facts =
        [
            ("  sender's id", delivery.SenderId), ("  event", delivery.EventType), ("  workflow", delivery.WorkflowId), ("  execution", delivery.WorkflowExecutionId),
            ("  bridge's version", delivery.BridgeVersion), ("  note", delivery.Note), ("  reason", delivery.Reason),
            ("  attention", delivery.DuplicateExecution ? "a second execution was started" : null),
        ];
        console.Facts(facts.Select(fact => (fact.Name, fact.Value is null ? null : PlainText.Of(fact.Value))));
        console.PutLine();
        console.Fitted([new("time"), new("after"), new("what")], Steps(delivery, now));
    }

    public static void Payload(IAnsiConsole console, JsonElement payload)
    {
        foreach (var name in new[] { "headers", "event", "input" })
        {
            if (!payload.TryGetProperty(name, out var part) || part.ValueKind == JsonValueKind.Null) continue;
            console.PutLine();
            console.PutLine(name, new Style(decoration: Decoration.Bold));
            // As it is: a line that is broken to fit the terminal is another one.
            console.PutWhole(Terminal.Write(part, AppJson.Default.JsonElement));
        }

        if (payload.TryGetProperty("masked", out var masked) && masked.ValueKind == JsonValueKind.True)
            console.PutLine("Values are masked: --plain shows them, and is on record.", StatusStyle.Quiet);
    }

    private static IEnumerable<IReadOnlyList<FittedCell>> Steps(DeliveryDetail delivery, DateTimeOffset now)
    {
        var steps = new List<(DateTimeOffset At, string What, Style? Style)> { (delivery.ReceivedAt, "received", null) };
        steps.AddRange(delivery.Attempts.Select(attempt => (attempt.StartedAt, Describe(attempt), (Style?)StatusStyle.Of(attempt.Outcome))));
        steps.AddRange(delivery.Replays.Select(replay => (replay.At, $"replayed{(replay.By is { } by ? $" by {by}" : "")}{(replay.Reason is { } reason ? $": {reason}" : "")}", (Style?)null)));
        steps.Add((delivery.UpdatedAt, delivery.Status, StatusStyle.Of(delivery.Status)));
        var drawn = steps.OrderBy(step => step.At).Select(step => (IReadOnlyList<FittedCell>)
        [
            new(step.At.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture), StatusStyle.Quiet), After(step.At - delivery.ReceivedAt), new(step.What, step.Style),
        ]);
        return delivery.NextDueAt is { } due
            ? drawn.Append([new(due.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture), StatusStyle.Quiet), "", $"due next, {RelativeTime.Of(due, now)}"])
            : drawn;
    }

    private static string After(TimeSpan length) => length <= TimeSpan.Zero ? "" : "+" + RelativeTime.Of(length);

    private static string Describe(AttemptItem attempt)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"attempt {attempt.Number}: {attempt.Outcome}");
        if (attempt.HttpStatus is { } status) text += string.Create(CultureInfo.InvariantCulture, $" ({status})");
        if (attempt.DurationMs is { } took) text += $" in {RelativeTime.Of(TimeSpan.FromMilliseconds(took))}";
        if (attempt.WorkflowExecutionId is { } execution) text += $", execution {execution}";
        return attempt.Message is { Length: > 0 } message && message != attempt.Outcome ? $"{text}: {message}" : text;
    }
}

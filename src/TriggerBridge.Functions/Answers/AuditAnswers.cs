using System.Text.Json.Serialization;
using TriggerBridge.Auditing;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Answers;

/// <summary>What operators did, as it is shown.</summary>
internal static class AuditAnswers
{
    public static IResult For(AuditPage page) => TypedResults.Json(new Page([.. page.Entries.Select(Of)], page.Continuation), ApiJson.Answers.AuditPage);

    public static Task<IResult> LinesAsync(IAsyncEnumerable<AuditEntry> entries, int? take, string function, CancellationToken cancellationToken) =>
        JsonLines.BeginAsync((take is { } most ? entries.Take(most) : entries).Select(Of), ApiJson.Answers.AuditItem, function, cancellationToken);

    private static Entry Of(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At.UtcDateTime,
        Actor = new ActorBody(entry.Actor.Kind == OperatorKind.Entra ? "entra" : "key", entry.Actor.Id, entry.Actor.Name),
        Address = entry.Address,
        Action = entry.Action,
        Target = new TargetBody(entry.Bridge, entry.DeliveryId),
        Reason = entry.Reason,
        DryRun = entry.IsDryRun,
        Result = entry.Result switch
        {
            AuditResult.Done => "done",
            AuditResult.Refused => "refused",
            AuditResult.Failed => "failed",
            _ => "pending",
        },
        Status = entry.Status,
        Count = entry.Count,
        EndedAt = entry.EndedAt?.UtcDateTime,
    };

    internal sealed record Page(IReadOnlyList<Entry> Items, string? Continuation);

    internal sealed record ActorBody(string Kind, string Id, string Name);

    internal sealed record TargetBody(string? Bridge, string? DeliveryId);

    internal sealed record Entry
    {
        public required string Id { get; init; }
        public required DateTime At { get; init; }
        public required ActorBody Actor { get; init; }
        public required string? Address { get; init; }
        public required string Action { get; init; }
        public required TargetBody Target { get; init; }
        public required string? Reason { get; init; }

        /// <summary>It was only asked what it would do; left out otherwise.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool DryRun { get; init; }

        public required string Result { get; init; }
        public required int? Status { get; init; }
        public required int? Count { get; init; }
        public required DateTime? EndedAt { get; init; }
    }
}

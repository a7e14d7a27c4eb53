using Azure.Data.Tables;
using TriggerBridge.Operators;

namespace TriggerBridge.Auditing;

/// <summary>An entry as it stands in the table. Operators may query its columns; a change is a migration.</summary>
internal static class AuditRow
{
    public const string Action = nameof(Action);
    public const string Bridge = nameof(Bridge);

    private const string At = nameof(At);
    private const string ActorKind = nameof(ActorKind);
    private const string ActorId = nameof(ActorId);
    private const string ActorName = nameof(ActorName);
    private const string Address = nameof(Address);
    private const string DeliveryId = nameof(DeliveryId);
    private const string Reason = nameof(Reason);
    private const string DryRun = nameof(DryRun);
    private const string Result = nameof(Result);
    private const string Status = nameof(Status);
    private const string Count = nameof(Count);
    private const string EndedAt = nameof(EndedAt);

    public static IReadOnlyList<string> Columns { get; } =
        ["PartitionKey", "RowKey", "Timestamp", At, ActorKind, ActorId, ActorName, Address, Action, Bridge, DeliveryId, Reason, DryRun, Result, Status, Count, EndedAt];

    public static TableEntity Of(AuditEntry entry)
    {
        var row = new TableEntity(AuditKeys.Partition(entry.At), entry.Id)
        {
            [At] = entry.At,
            [ActorKind] = entry.Actor.Kind.ToString(),
            [ActorId] = entry.Actor.Id,
            [ActorName] = entry.Actor.Name,
            [Action] = entry.Action,
            [DryRun] = entry.IsDryRun,
            [Result] = entry.Result.ToString(),
        };
        if (entry.Address is { } address) row[Address] = address;
        if (entry.Bridge is { } bridge) row[Bridge] = bridge;
        if (entry.DeliveryId is { } deliveryId) row[DeliveryId] = deliveryId;
        if (entry.Reason is { } reason) row[Reason] = reason;
        if (entry.Status is { } status) row[Status] = status;
        if (entry.Count is { } count) row[Count] = count;
        if (entry.EndedAt is { } endedAt) row[EndedAt] = endedAt;
        return row;
    }

    public static AuditEntry Read(TableEntity row) => new()
    {
        Id = row.RowKey,
        At = row.GetDateTimeOffset(At) ?? row.Timestamp ?? default,
        Actor = new AuditActor(
            Enum.TryParse<OperatorKind>(row.GetString(ActorKind), out var kind) ? kind : default, row.GetString(ActorId) ?? "", row.GetString(ActorName) ?? ""),
        Address = row.GetString(Address),
        Action = row.GetString(Action) ?? "",
        Bridge = row.GetString(Bridge),
        DeliveryId = row.GetString(DeliveryId),
        Reason = row.GetString(Reason),
        IsDryRun = row.GetBoolean(DryRun) ?? false,
        // Of a later version: how it ended is not known here.
        Result = Enum.TryParse<AuditResult>(row.GetString(Result), out var result) ? result : AuditResult.Pending,
        Status = row.GetInt32(Status),
        Count = row.GetInt32(Count),
        EndedAt = row.GetDateTimeOffset(EndedAt),
    };
}

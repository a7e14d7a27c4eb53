using System.Collections.Immutable;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>The rows of one table. Whoever calls holds the table's lock.</summary>
internal sealed class InMemoryRows(InMemoryTableServiceClient service)
{
    private const int MostActions = 100;

    private ImmutableSortedDictionary<RowKey, TableEntity>? _rows;
    private long _version;

    private ImmutableSortedDictionary<RowKey, TableEntity> Rows => _rows ?? throw InMemoryResponse.Refusal(404, TableErrorCode.TableNotFound);

    private DateTimeOffset Now => service.Time.GetUtcNow();

    public Response<TableItem> Create(string name)
    {
        var answer = new InMemoryResponse(_rows is null ? 204 : 409, Now);
        _rows ??= ImmutableSortedDictionary.Create<RowKey, TableEntity>(RowKey.Order);
        return Response.FromValue(new TableItem(name), answer);
    }

    /// <returns>The client takes a missing table for a missing row.</returns>
    public NullableResponse<TableEntity> Find(string partitionKey, string rowKey, IReadOnlyCollection<string>? select)
    {
        RowKey.Of(partitionKey, rowKey);
        if (_rows is null)
            return new MissingRow<TableEntity>(InMemoryResponse.Missing(TableErrorCode.TableNotFound, Now));
        return _rows.TryGetValue(new(partitionKey, rowKey), out var row)
            ? Response.FromValue(StoredRow.Copy(row, select), new InMemoryResponse(200, Now, row.ETag))
            : new MissingRow<TableEntity>(InMemoryResponse.Missing(TableErrorCode.ResourceNotFound, Now));
    }

    public Page<TableEntity> Query(RowFilter filter, int? top, IReadOnlyCollection<string>? select, string? from)
    {
        var start = from is null ? null : RowKey.Parse(from);
        var limit = Math.Min(top ?? int.MaxValue, service.PageLimit);
        var matches = Rows
            .Where(row => (start is null || RowKey.Order.Compare(row.Key, start) >= 0) && filter.Matches(row.Value))
            .Take(limit + 1)
            .ToArray();
        var next = matches.Length > limit ? matches[limit].Key.ToString() : null;
        return Page<TableEntity>.FromValues([.. matches.Take(limit).Select(row => StoredRow.Copy(row.Value, select))], next, new InMemoryResponse(200, Now));
    }

    public Response Apply(TableTransactionAction action)
    {
        var rows = Rows.ToBuilder();
        var answer = Apply(rows, action);
        _rows = rows.ToImmutable();
        return answer;
    }

    public Response<IReadOnlyList<Response>> ApplyAll(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MostActions)
            throw InMemoryResponse.Refusal(400, TableErrorCode.InvalidInput);
        if (actions.Select(action => action.Entity.PartitionKey).Distinct(StringComparer.Ordinal).Count() > 1)
            throw InMemoryResponse.Refusal(400, TableErrorCode.CommandsInBatchActOnDifferentPartitions);
        if (actions.Select(action => action.Entity.RowKey).Distinct(StringComparer.Ordinal).Count() < actions.Count)
            throw InMemoryResponse.Refusal(400, TableErrorCode.InvalidDuplicateRow);

        var rows = Rows.ToBuilder();
        var answers = new List<Response>();
        try
        {
            foreach (var action in actions)
                answers.Add(Apply(rows, action));
        }
        catch (RequestFailedException refusal)
        {
            refusal.Data["FailedEntity"] = answers.Count.ToString(CultureInfo.InvariantCulture);
            throw new TableTransactionFailedException(refusal);
        }

        _rows = rows.ToImmutable();
        return Response.FromValue<IReadOnlyList<Response>>(answers, new InMemoryResponse(202, Now));
    }

    private InMemoryResponse Apply(ImmutableSortedDictionary<RowKey, TableEntity>.Builder rows, TableTransactionAction action)
    {
        var key = RowKey.Of(action.Entity.PartitionKey, action.Entity.RowKey);
        var type = action.ActionType;
        var row = rows.GetValueOrDefault(key);
        if (type == TableTransactionActionType.Add && row is not null)
            throw InMemoryResponse.Refusal(409, TableErrorCode.EntityAlreadyExists);
        if (type is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete)
        {
            if (row is null)
                throw InMemoryResponse.Refusal(404, TableErrorCode.ResourceNotFound);
            if (action.ETag != ETag.All && action.ETag != row.ETag)
                throw InMemoryResponse.Refusal(412, TableErrorCode.UpdateConditionNotSatisfied);
        }

        if (type == TableTransactionActionType.Delete)
        {
            rows.Remove(key);
            return new InMemoryResponse(204, Now);
        }

        var merges = type is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        // Not from the clock, which a test may hold still.
        rows[key] = StoredRow.Of((TableEntity)action.Entity, merges ? row : null, Now, string.Create(CultureInfo.InvariantCulture, $"{++_version:X}"));
        return new InMemoryResponse(204, Now, rows[key].ETag);
    }
}

/// <summary>A row that is not there.</summary>
internal sealed class MissingRow<T>(Response response) : NullableResponse<T>
    where T : class, ITableEntity
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("There is no such row.");

    public override Response GetRawResponse() => response;
}

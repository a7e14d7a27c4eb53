using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>The rows of one table, in the order of their keys. Whoever calls holds the table's lock.</summary>
internal sealed class InMemoryRows(InMemoryTableServiceClient service)
{
    private const int MostActions = 100;

    private SortedList<RowKey, TableEntity>? _rows;
    private long _version;

    private SortedList<RowKey, TableEntity> Rows => _rows ?? throw InMemoryResponse.Refusal(404, TableErrorCode.TableNotFound);

    private DateTimeOffset Now => service.Time.GetUtcNow();

    public Response<TableItem> Create(string name)
    {
        var answer = new InMemoryResponse(_rows is null ? 204 : 409, Now);
        _rows ??= new SortedList<RowKey, TableEntity>(RowKey.Order);
        return Response.FromValue(new TableItem(name), answer);
    }

    /// <returns>The client takes a missing table for a missing row.</returns>
    public NullableResponse<TableEntity> Find(string partitionKey, string rowKey, IReadOnlyCollection<string>? select)
    {
        var key = RowKey.Of(partitionKey, rowKey);
        if (_rows is null)
            return new MissingRow<TableEntity>(InMemoryResponse.Missing(TableErrorCode.TableNotFound, Now));
        return _rows.TryGetValue(key, out var row)
            ? Response.FromValue(StoredRow.Copy(row, select), new InMemoryResponse(200, Now, row.ETag))
            : new MissingRow<TableEntity>(InMemoryResponse.Missing(TableErrorCode.ResourceNotFound, Now));
    }

    public Page<TableEntity> Query(RowFilter filter, int? top, IReadOnlyCollection<string>? select, string? from)
    {
        var rows = Rows;
        var limit = Math.Min(top ?? int.MaxValue, service.PageLimit);
        var page = new List<TableEntity>();
        string? next = null;
        for (var i = IndexOf(from is null ? filter.First : RowKey.Parse(from)); i < rows.Count && !filter.IsPast(rows.GetKeyAtIndex(i)); i++)
        {
            var row = rows.GetValueAtIndex(i);
            if (!filter.Matches(row))
                continue;
            if (page.Count == limit)
            {
                next = rows.GetKeyAtIndex(i).ToString();
                break;
            }

            page.Add(StoredRow.Copy(row, select));
        }

        return Page<TableEntity>.FromValues(page, next, new InMemoryResponse(200, Now));
    }

    public Response Apply(TableTransactionAction action) => Apply(action, undo: []);

    public Response<IReadOnlyList<Response>> ApplyAll(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MostActions)
            throw InMemoryResponse.Refusal(400, TableErrorCode.InvalidInput);
        if (actions.Select(action => action.Entity.PartitionKey).Distinct(StringComparer.Ordinal).Count() > 1)
            throw InMemoryResponse.Refusal(400, TableErrorCode.CommandsInBatchActOnDifferentPartitions);
        if (actions.Select(action => action.Entity.RowKey).Distinct(StringComparer.Ordinal).Count() < actions.Count)
            throw InMemoryResponse.Refusal(400, TableErrorCode.InvalidDuplicateRow);

        var undo = new Stack<(RowKey Key, TableEntity? Row)>();
        var answers = new List<Response>();
        try
        {
            foreach (var action in actions)
                answers.Add(Apply(action, undo));
        }
        catch (RequestFailedException refusal)
        {
            foreach (var (key, row) in undo)
                Put(key, row);
            refusal.Data["FailedEntity"] = answers.Count.ToString(CultureInfo.InvariantCulture);
            throw new TableTransactionFailedException(refusal);
        }

        return Response.FromValue<IReadOnlyList<Response>>(answers, new InMemoryResponse(202, Now));
    }

    private InMemoryResponse Apply(TableTransactionAction action, Stack<(RowKey Key, TableEntity? Row)> undo)
    {
        var key = RowKey.Of(action.Entity.PartitionKey, action.Entity.RowKey);
        var type = action.ActionType;
        var row = Rows.GetValueOrDefault(key);
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
            undo.Push((key, row));
            Put(key, row: null);
            return new InMemoryResponse(204, Now);
        }

        var merges = type is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        // Not from the clock, which a test may hold still.
        var stored = StoredRow.Of((TableEntity)action.Entity, merges ? row : null, Now, string.Create(CultureInfo.InvariantCulture, $"{++_version:X}"));
        undo.Push((key, row));
        Put(key, stored);
        return new InMemoryResponse(204, Now, stored.ETag);
    }

    private void Put(RowKey key, TableEntity? row)
    {
        if (row is null)
            Rows.Remove(key);
        else
            Rows[key] = row;
    }

    // Of the first row that is not before it.
    private int IndexOf(RowKey key)
    {
        var (from, to) = (0, Rows.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (RowKey.Order.Compare(Rows.GetKeyAtIndex(middle), key) < 0)
                from = middle + 1;
            else
                to = middle;
        }

        return from;
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

using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>The rows of one table. Whoever calls holds the table's lock.</summary>
internal sealed class InMemoryRows(InMemoryTableServiceClient service)
{
    private const int MaxEntityBytes = 1024 * 1024;

    private ImmutableSortedDictionary<RowKey, TableEntity>? _rows;
    private long _version;

    private ImmutableSortedDictionary<RowKey, TableEntity> Rows
        => _rows ?? throw Failure(404, TableErrorCode.TableNotFound, "The table specified does not exist.");

    private DateTimeOffset Now => service.Time.GetUtcNow();

    public Response Create()
    {
        if (_rows is not null)
            return InMemoryResponse.Refusal(409, TableErrorCode.TableAlreadyExists, "The table specified already exists.", Now);
        _rows = ImmutableSortedDictionary.Create<RowKey, TableEntity>(RowKey.Order);
        return new InMemoryResponse(204, Now);
    }

    public NullableResponse<T> Find<T>(string partitionKey, string rowKey, IEnumerable<string>? select)
        where T : TableEntity, new()
        => Rows.TryGetValue(new(partitionKey, rowKey), out var row)
            ? Response.FromValue(Copy<T>(row, select), new InMemoryResponse(200, Now, row.ETag))
            : new MissingRow<T>(InMemoryResponse.Refusal(404, TableErrorCode.ResourceNotFound, "The specified resource does not exist.", Now));

    public Page<T> Query<T>(RowFilter filter, int? top, IEnumerable<string>? select, string? from)
        where T : TableEntity, new()
    {
        var start = from is null ? null : RowKey.Parse(from);
        var limit = Math.Min(top ?? int.MaxValue, service.PageLimit);
        var matches = Rows
            .Where(row => (start is null || RowKey.Order.Compare(row.Key, start) >= 0) && filter.Matches(row.Value))
            .Take(limit + 1)
            .ToArray();
        var next = matches.Length > limit ? matches[limit].Key.ToString() : null;
        return Page<T>.FromValues([.. matches.Take(limit).Select(row => Copy<T>(row.Value, select))], next, new InMemoryResponse(200, Now));
    }

    /// <returns>For a row to delete that is not there: status 404.</returns>
    public Response Apply(TableTransactionAction action)
    {
        var rows = Rows.ToBuilder();
        var response = Apply(rows, action);
        _rows = rows.ToImmutable();
        return response.IsError && !(response.Status == 404 && action.ActionType == TableTransactionActionType.Delete)
            ? throw InMemoryResponse.Failure(response)
            : response;
    }

    public Response<IReadOnlyList<Response>> ApplyAll(IReadOnlyList<TableTransactionAction> actions)
    {
        TransactionRules.CheckSize(actions.Sum(action => Json(action.Entity).Length));
        var rows = Rows.ToBuilder();
        var responses = new List<Response>();
        foreach (var action in actions)
        {
            var response = Apply(rows, action, $"{responses.Count}:");
            if (response.IsError)
                throw new TableTransactionFailedException(response, responses.Count);
            responses.Add(response);
        }

        _rows = rows.ToImmutable();
        return Response.FromValue<IReadOnlyList<Response>>(responses, new InMemoryResponse(202, Now));
    }

    private InMemoryResponse Apply(ImmutableSortedDictionary<RowKey, TableEntity>.Builder rows, TableTransactionAction action, string index = "")
    {
        var key = new RowKey(action.Entity.PartitionKey, action.Entity.RowKey);
        var exists = rows.TryGetValue(key, out var row);
        if (action.ActionType == TableTransactionActionType.Add && exists)
            return Refusal(409, TableErrorCode.EntityAlreadyExists, "The specified entity already exists.");
        if (TransactionRules.NeedsETag(action.ActionType) && !exists)
            return Refusal(404, TableErrorCode.ResourceNotFound, "The specified resource does not exist.");
        if (TransactionRules.NeedsETag(action.ActionType) && action.ETag != ETag.All && action.ETag != row!.ETag)
            return Refusal(412, TableErrorCode.UpdateConditionNotSatisfied, "The update condition specified in the request was not satisfied.");
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            rows.Remove(key);
            return new InMemoryResponse(204, Now);
        }

        if (Json(action.Entity).Length > MaxEntityBytes)
            return Refusal(400, TableErrorCode.EntityTooLarge, "The entity is larger than the maximum allowed size (1MB).");
        var merges = action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        rows[key] = Stored(action.Entity, merges ? row : null);
        return new InMemoryResponse(204, Now, rows[key].ETag);

        InMemoryResponse Refusal(int status, string code, string message) => InMemoryResponse.Refusal(status, code, index + message, Now);
    }

    private TableEntity Stored(TableEntity entity, TableEntity? below)
    {
        var stored = below is null ? new() : Copy<TableEntity>(below, select: null);
        foreach (var (name, value) in Copy<TableEntity>(entity, select: null))
            stored[name] = value;
        stored.Timestamp = Now;
        // Not from the clock, which a test may hold still.
        stored.ETag = new(string.Create(CultureInfo.InvariantCulture, $"W/\"0x{++_version:X}\""));
        return stored;
    }

    /// <summary>By way of JSON, as a row that has been sent and stored: times in UTC, nothing shared, nulls gone.</summary>
    private static T Copy<T>(TableEntity entity, IEnumerable<string>? select)
        where T : TableEntity, new()
    {
        var copy = EntityReader.ReadEntity<T>(Json(entity), etag: null);
        copy.Timestamp = entity.Timestamp;
        if (select is not null)
        {
            foreach (var name in copy.Keys.Except(select, StringComparer.Ordinal).ToArray())
                copy.Remove(name);
        }

        if (entity.ContainsKey(SystemProperty.ETag))
            copy.ETag = entity.ETag;
        return copy;
    }

    private static ReadOnlySpan<byte> Json(TableEntity entity)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        EntityWriter.Write(json, entity);
        json.Flush();
        return bytes.WrittenSpan;
    }

    private RequestFailedException Failure(int status, string code, string message)
        => InMemoryResponse.Failure(InMemoryResponse.Refusal(status, code, message, Now));
}

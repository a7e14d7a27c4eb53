using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>See <see cref="InMemoryTableServiceClient"/>, which makes it. Thread-safe. Rows are <see cref="TableEntity"/> and nothing else.</summary>
/// <param name="same">Another client's table that this one is.</param>
internal sealed class InMemoryTableClient(string name, InMemoryTableServiceClient service, InMemoryTableClient? same = null) : TableClient
{
    private readonly InMemoryRows _rows = same?._rows ?? new(service);
    private readonly Lock _gate = same?._gate ?? new();

    public override string Name => name;

    public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
        => RunAsync(nameof(CreateIfNotExistsAsync), [], () => _rows.Create(name), cancellationToken);

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        => WriteAsync(nameof(AddEntityAsync), new(TableTransactionActionType.Add, entity), cancellationToken);

    public override Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        // As the client does.
        if (ifMatch == default)
            throw new ArgumentException("Value cannot be empty.", nameof(ifMatch));
        var type = mode == TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace;
        return WriteAsync(nameof(UpdateEntityAsync), new(type, entity, ifMatch), cancellationToken);
    }

    public override Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        var type = mode == TableUpdateMode.Merge ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace;
        return WriteAsync(nameof(UpsertEntityAsync), new(type, entity), cancellationToken);
    }

    public override async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        var etag = ifMatch == default ? ETag.All : ifMatch;
        try
        {
            return await WriteAsync(
                nameof(DeleteEntityAsync), new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), etag), cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return new InMemoryResponse(404, service.Time.GetUtcNow());
        }
    }

    public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        => (NullableResponse<T>)(object)await RunAsync(nameof(GetEntityIfExistsAsync), [], () => _rows.Find(partitionKey, rowKey, select?.ToArray()), cancellationToken);

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        => (AsyncPageable<T>)(object)new InMemoryPages<TableEntity>(
            (from, top) => RunAsync(
                nameof(QueryAsync), [], () => _rows.Query(RowFilter.Parse(filter), top ?? maxPerPage, select?.ToArray(), from), cancellationToken),
            cancellationToken);

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        TableTransactionAction[] actions = [.. transactionActions];
        return RunAsync(nameof(SubmitTransactionAsync), actions, () => _rows.ApplyAll(actions), cancellationToken);
    }

    private Task<Response> WriteAsync(string method, TableTransactionAction action, CancellationToken cancellationToken)
        => RunAsync(method, [action], () => _rows.Apply(action), cancellationToken);

    private async Task<TResult> RunAsync<TResult>(
        string method, IReadOnlyList<TableTransactionAction> actions, Func<TResult> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            var operation = new TableOperation(name, method, actions) { Land = () => Run() };
            await service.Before(operation);
            var result = Run();
            await service.After(operation);
            if (!operation.IsRepeated)
                return result;
        }

        TResult Run()
        {
            lock (_gate)
                return run();
        }
    }
}

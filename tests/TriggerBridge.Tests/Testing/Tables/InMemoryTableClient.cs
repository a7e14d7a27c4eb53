using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>See <see cref="InMemoryTableServiceClient"/>, which makes it. Thread-safe.</summary>
internal sealed class InMemoryTableClient(string name, InMemoryTableServiceClient service) : TableClient
{
    private readonly InMemoryRows _rows = new(service);
    private readonly Lock _gate = new();

    public override string Name => name;

    public override Task<Response> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
        => RunAsync<Response>(nameof(CreateIfNotExistsAsync), [], _rows.Create, cancellationToken);

    public override Task<Response> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken = default)
        => WriteAsync(nameof(AddEntityAsync), new(TableTransactionActionType.Add, entity), cancellationToken);

    public override Task<Response> UpdateEntityAsync(
        TableEntity entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        => WriteAsync(
            nameof(UpdateEntityAsync),
            new(mode == TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace, entity, ifMatch),
            cancellationToken);

    public override Task<Response> UpsertEntityAsync(
        TableEntity entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        => WriteAsync(
            nameof(UpsertEntityAsync),
            new(mode == TableUpdateMode.Merge ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace, entity),
            cancellationToken);

    public override Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken = default)
        => WriteAsync(
            nameof(DeleteEntityAsync), new(TableTransactionActionType.Delete, new(partitionKey, rowKey), ifMatch), cancellationToken);

    public override async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var found = await FindAsync<T>(nameof(GetEntityAsync), partitionKey, rowKey, select, cancellationToken);
        return found.HasValue ? (Response<T>)found : throw InMemoryResponse.Failure(found.GetRawResponse());
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        => FindAsync<T>(nameof(GetEntityIfExistsAsync), partitionKey, rowKey, select, cancellationToken);

    public override NullableResponse<T> GetEntityIfExists<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        => GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken).GetAwaiter().GetResult();

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        => new InMemoryPages<T>(
            (from, top) => RunAsync(
                nameof(QueryAsync), [], () => _rows.Query<T>(RowFilter.Parse(filter, service), top ?? maxPerPage, select, from), cancellationToken),
            cancellationToken);

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        TableTransactionAction[] actions = [.. transactionActions];
        TransactionRules.Check(actions);
        return RunAsync(nameof(SubmitTransactionAsync), actions, () => _rows.ApplyAll(actions), cancellationToken);
    }

    private async Task<Response> WriteAsync(string method, TableTransactionAction action, CancellationToken cancellationToken)
    {
        TableRules.CheckKeys(action.Entity);
        if (TransactionRules.NeedsETag(action.ActionType) && action.ETag == default)
            throw new ArgumentException("Name an ETag.", nameof(action));
        return await RunAsync(method, [action], () => _rows.Apply(action), cancellationToken);
    }

    private Task<NullableResponse<T>> FindAsync<T>(
        string method, string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
        where T : TableEntity, new()
    {
        TableRules.CheckKeys(new TableEntity(partitionKey, rowKey));
        return RunAsync(method, [], () => _rows.Find<T>(partitionKey, rowKey, select), cancellationToken);
    }

    private async Task<TResult> RunAsync<TResult>(
        string method, IReadOnlyList<TableTransactionAction> actions, Func<TResult> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new TableOperation(name, method, actions);
        await service.Before(operation);
        TResult result;
        lock (_gate)
            result = run();
        await service.After(operation);
        return result;
    }
}

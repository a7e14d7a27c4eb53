using Azure;

namespace TriggerBridge.Tables;

/// <summary>
/// One table, through the names of the official Azure.Data.Tables. Thread-safe. Calls are retried as
/// <see cref="TableClientOptions"/> says, writes too: a conflict (409, 412) may be the echo of one's own first try.
/// </summary>
/// <remarks>
/// Every failure of the service is a <see cref="RequestFailedException"/>: with the service's status and
/// <see cref="TableErrorCode"/>, or with status 0 when no answer came, or none that can be read, and nobody knows whether the call
/// was carried out. A token that cannot be had counts as the service's 401.
/// What could never succeed is refused before any call: a key with a slash by an <see cref="ArgumentException"/>, a transaction
/// over two partitions by an <see cref="InvalidOperationException"/>.
/// </remarks>
public class TableClient
{
    private readonly TableConnection? _connection;

    /// <summary>For a fake.</summary>
    protected TableClient() => Name = "";

    internal TableClient(string name, TableConnection connection)
    {
        Name = name;
        _connection = connection;
    }

    public virtual string Name { get; }

    private TableConnection Connection => _connection ?? throw new NotSupportedException("A fake overrides what it is asked.");

    /// <returns>With status 409 if the table was there already.</returns>
    public virtual Task<Response> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
        => Connection.CreateTableAsync(Name, cancellationToken);

    /// <exception cref="RequestFailedException">409 <see cref="TableErrorCode.EntityAlreadyExists"/>: the key is taken.</exception>
    public virtual Task<Response> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken = default)
    {
        TableRules.CheckKeys(entity);
        return Connection.InsertAsync(entity, cancellationToken);
    }

    /// <param name="partitionKey">The row's partition.</param>
    /// <param name="rowKey">The row's key in it.</param>
    /// <param name="select">The properties wanted; all by default.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestFailedException">404 <see cref="TableErrorCode.ResourceNotFound"/>: there is no such row.</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : TableEntity, new()
    {
        var response = await ReadAsync(partitionKey, rowKey, select, cancellationToken);
        return response.Status == 404 ? throw new RequestFailedException(response) : Row<T>(response);
    }

    /// <summary>As <see cref="GetEntityAsync"/>, for a row that may be missing; a missing table is still an error.</summary>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : TableEntity, new()
    {
        var response = await ReadAsync(partitionKey, rowKey, select, cancellationToken);
        return response.Status == 404 ? new MissingRow<T>(response) : Row<T>(response);
    }

    /// <summary>As <see cref="GetEntityIfExistsAsync"/>, on this thread.</summary>
    public virtual NullableResponse<T> GetEntityIfExists<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : TableEntity, new()
    {
        CheckKeys(partitionKey, rowKey);
        var response = Connection.Read(partitionKey, rowKey, select, cancellationToken);
        return response.Status == 404 ? new MissingRow<T>(response) : Row<T>(response);
    }

    /// <param name="entity">What to write.</param>
    /// <param name="ifMatch">What must be there; <see cref="ETag.All"/> for whatever is.</param>
    /// <param name="mode">Whether the row's other properties stay.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestFailedException">
    /// 412 <see cref="TableErrorCode.UpdateConditionNotSatisfied"/>: the row is another. 404: there is none.
    /// </exception>
    public virtual Task<Response> UpdateEntityAsync(
        TableEntity entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        TableRules.CheckKeys(entity);
        CheckIfMatch(ifMatch);
        return Connection.UpdateAsync(entity, ifMatch, mode, cancellationToken);
    }

    /// <summary>Writes the row whether it is there or not.</summary>
    public virtual Task<Response> UpsertEntityAsync(
        TableEntity entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        TableRules.CheckKeys(entity);
        return Connection.UpdateAsync(entity, ifMatch: null, mode, cancellationToken);
    }

    /// <returns>With status 404 if there is no such row, which is no error, as in the official client.</returns>
    /// <exception cref="RequestFailedException">
    /// 412 <see cref="TableErrorCode.UpdateConditionNotSatisfied"/>: the row is another.
    /// </exception>
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken = default)
    {
        CheckKeys(partitionKey, rowKey);
        CheckIfMatch(ifMatch);
        return Connection.DeleteAsync(partitionKey, rowKey, ifMatch, cancellationToken);
    }

    /// <param name="filter">An OData filter, best from <see cref="CreateQueryFilter"/>; everything by default.</param>
    /// <param name="maxPerPage">Up to 1000 rows; it does not limit how many come in all.</param>
    /// <param name="select">The properties wanted; all by default.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>Rows by partition key and row key; a page each time the last one is used up.</returns>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : TableEntity, new()
        => new EntityPages<T>(Connection, filter, maxPerPage, select?.ToArray(), cancellationToken);

    /// <summary>All actions or none, on 1 to 100 rows of one partition, each row once, 4 MiB in all.</summary>
    /// <returns>An answer for each action, in their order; the service's time is the <c>Date</c> of the raw answer.</returns>
    /// <exception cref="TableTransactionFailedException">An action was refused; nothing was applied.</exception>
    /// <exception cref="InvalidOperationException">The actions are no transaction; an update or delete without an ETag is none.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var actions = transactionActions as IReadOnlyList<TableTransactionAction> ?? transactionActions.ToArray();
        TransactionRules.Check(actions);
        var response = await Connection.SubmitAsync(actions, cancellationToken);
        return Response.FromValue(TransactionAnswer.Read(response, actions.Count), response);
    }

    /// <summary>A filter with each interpolated value as an OData literal of its type, quotes escaped.</summary>
    /// <exception cref="ArgumentException">A value is of a type that a row cannot hold.</exception>
    public static string CreateQueryFilter(FormattableString filter) => FilterLiteral.Fill(filter);

    private Task<Response> ReadAsync(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        CheckKeys(partitionKey, rowKey);
        return Connection.ReadAsync(partitionKey, rowKey, select, cancellationToken);
    }

    private static Response<T> Row<T>(Response response)
        where T : TableEntity, new()
        => Response.FromValue(EntityReader.ReadEntity<T>(response), response);

    private static void CheckKeys(string partitionKey, string rowKey)
    {
        TableRules.CheckKey(partitionKey, nameof(partitionKey));
        TableRules.CheckKey(rowKey, nameof(rowKey));
    }

    private static void CheckIfMatch(ETag ifMatch)
    {
        if (ifMatch == default)
            throw new ArgumentException("Name the ETag that the row must have, or ETag.All for any.", nameof(ifMatch));
    }
}

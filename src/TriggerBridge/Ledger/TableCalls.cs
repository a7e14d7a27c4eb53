using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace TriggerBridge.Ledger;

/// <summary>
/// How Table Storage is called, and the one place where whatever is no answer of the service becomes a
/// <see cref="LedgerUnavailableException"/>. A refusal (a conflict, a missing row, a request that is wrong) stays a <see cref="RequestFailedException"/>.
/// </summary>
internal static class TableCalls
{
    /// <summary>The most actions of a transaction.</summary>
    public const int MostActions = 100;

    private const int MostKeyCharacters = 512;

    private static readonly SearchValues<char> RefusedInKeys = SearchValues.Create(
        ['/', '\\', '#', '?', .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(code => (char)code)]);

    /// <param name="call">Calls of the client and nothing else: a fault of our own must not be taken for the service's.</param>
    /// <param name="cancellationToken">The token that the call was given: its cancellation is the caller's own.</param>
    public static async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception fault) when (IsNoAnswer(fault, cancellationToken))
        {
            throw Unavailable(fault);
        }
    }

    /// <returns>Null if there is no such row.</returns>
    public static async Task<TableEntity?> FindAsync(
        this TableClient table, string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(table, partitionKey, rowKey, select, cancellationToken);
        return answer.HasValue ? answer.Value : null;
    }

    /// <summary>As <see cref="FindAsync"/>, with the answer's headers.</summary>
    public static async Task<NullableResponse<TableEntity>> ReadAsync(
        this TableClient table, string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(() => table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, select, cancellationToken), cancellationToken);
        return answer.HasValue || IsMissingRow(answer.GetRawResponse()) ? answer : throw Unavailable(NotFound(answer.GetRawResponse()));
    }

    /// <summary>The rows that a filter lets pass, by partition and row key.</summary>
    public static async IAsyncEnumerable<TableEntity> RowsAsync(
        this TableClient table, string filter, IEnumerable<string> select, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in table.PagesAsync(filter, select, pageSize, cancellationToken))
        {
            foreach (var row in page)
                yield return row;
        }
    }

    /// <summary>As <see cref="RowsAsync"/>, page by page. A page may be short or empty and yet not be the last.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<TableEntity>> PagesAsync(
        this TableClient table, string filter, IEnumerable<string> select, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = table.QueryAsync<TableEntity>(filter, pageSize, select, cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (await CallAsync(() => pages.MoveNextAsync().AsTask(), cancellationToken))
            yield return pages.Current.Values;
    }

    /// <summary>Writes a row whole, unless somebody else wrote since it was read.</summary>
    /// <param name="table">Where it stands.</param>
    /// <param name="row">What is to stand there.</param>
    /// <param name="read">The ETag of the row that was read; null where there was none.</param>
    /// <returns>Null where somebody else wrote. A lost answer and the client's own repeat look the same.</returns>
    public static async Task<Response?> TryWriteAsync(this TableClient table, TableEntity row, ETag? read)
    {
        try
        {
            return await CallAsync(
                () => read is { } etag ? table.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, CancellationToken.None) : table.AddEntityAsync(row, CancellationToken.None),
                CancellationToken.None);
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    /// <summary>Of the row that was written.</summary>
    public static ETag ETagOf(Response answer) =>
        answer.Headers.ETag ?? throw new InvalidDataException("Table Storage answered a write without an ETag.");

    /// <summary>All actions or none, on the rows of one partition.</summary>
    /// <exception cref="TableTransactionFailedException">An action was refused: nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The actions are no transaction, which is a bug.</exception>
    public static async Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        this TableClient table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        Check(actions);
        var answer = await CallAsync(() => table.SubmitTransactionAsync(actions, cancellationToken), cancellationToken);
        return answer.Value.Count == actions.Count
            ? answer
            : throw new LedgerUnavailableException($"Table Storage's answer to {actions.Count} actions has {answer.Value.Count} parts.");
    }

    // What the service refuses and Azurite accepts, so that no test would find it.
    private static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MostActions)
            throw new InvalidOperationException($"A transaction has 1 to {MostActions} actions, this one has {actions.Count}.");

        var partitionKey = actions[0].Entity.PartitionKey;
        CheckKey(partitionKey);
        for (var i = 0; i < actions.Count; i++)
        {
            var (entity, type) = (actions[i].Entity, actions[i].ActionType);
            CheckKey(entity.RowKey);
            if (!string.Equals(entity.PartitionKey, partitionKey, StringComparison.Ordinal))
                throw new InvalidOperationException($"Action {i} is for another partition than action 0: a transaction has one.");
            for (var other = 0; other < i; other++)
            {
                if (string.Equals(entity.RowKey, actions[other].Entity.RowKey, StringComparison.Ordinal))
                    throw new InvalidOperationException($"Actions {other} and {i} are for the same row: a transaction takes each row once.");
            }

            // The client would make an insert-or-update of an update without an ETag.
            if (type is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete && actions[i].ETag == default)
                throw new InvalidOperationException($"Action {i} is {type} and has no ETag; ETag.All stands for any.");
        }
    }

    private static void CheckKey(string key)
    {
        if (key.Length > MostKeyCharacters || key.AsSpan().ContainsAny(RefusedInKeys))
            throw new InvalidOperationException($"A key has at most {MostKeyCharacters} characters, none of them / \\ # ? or a control character.");
    }

    private static bool IsNoAnswer(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        RequestFailedException answer => !IsRefusal(answer),
        // Azure.Core's own network time-out.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        // Several tries, a connection that breaks off, a proxy's page, an identity without a token.
        AggregateException or IOException or HttpRequestException or SocketException or JsonException or FormatException or AuthenticationFailedException => true,
        _ => false,
    };

    private static bool IsRefusal(RequestFailedException answer) => answer.Status switch
    {
        409 or 412 => answer.ErrorCode != TableErrorCode.TableBeingDeleted,
        // Without a code it is not the Table service that speaks, unless it stands in a transaction's answer.
        400 or 404 or 413 => (answer.ErrorCode is not null || answer is TableTransactionFailedException) && answer.ErrorCode != TableErrorCode.TableNotFound,
        _ => false,
    };

    // The client takes every 404 for a missing row.
    private static bool IsMissingRow(Response answer) => Says(answer, TableErrorCode.ResourceNotFound);

    private static RequestFailedException NotFound(Response answer) => new(
        answer.Status, "What was asked for is not the Table service's, or the table is not there.", Says(answer, TableErrorCode.TableNotFound) ? TableErrorCode.TableNotFound.ToString() : null, innerException: null);

    private static bool Says(Response answer, TableErrorCode code) => answer.Content.ToString().Contains(code.ToString(), StringComparison.Ordinal);

    private static LedgerUnavailableException Unavailable(Exception fault) => new("Table Storage does not answer as it should.", fault);
}

using System.Runtime.CompilerServices;
using Azure;

namespace TriggerBridge.Tables;

/// <summary>A query's pages: on as long as the answer names a continuation, however few rows a page holds, even none.</summary>
internal sealed class EntityPages<T>(
    TableConnection connection, string? filter, int? maxPerPage, IReadOnlyList<string>? select, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : TableEntity, new()
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        => Read(ContinuationToken.Parse(continuationToken), pageSizeHint ?? maxPerPage, CancellationToken);

    private async IAsyncEnumerable<Page<T>> Read(
        ContinuationToken? from, int? top, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await connection.QueryAsync(connection.Address.Rows(filter, top, select, from), cancellationToken);
            from = ContinuationToken.From(response);
            yield return Page<T>.FromValues(EntityReader.ReadPage<T>(response), from?.ToString(), response);
        }
        while (from is not null);
    }
}

using System.Runtime.CompilerServices;
using Azure;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>The pages of a query; each sees the rows as they are when it is asked for.</summary>
internal sealed class InMemoryPages<T>(Func<string?, int?, Task<Page<T>>> read, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        => Read(continuationToken, pageSizeHint, CancellationToken);

    private async IAsyncEnumerable<Page<T>> Read(string? from, int? top, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await read(from, top);
            from = page.ContinuationToken;
            yield return page;
        }
        while (from is not null);
    }
}

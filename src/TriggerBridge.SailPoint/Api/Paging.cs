using System.Runtime.CompilerServices;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Reads a list page by page.</summary>
internal static class Paging
{
    /// <summary>Until a page is empty: a short one is not the end, for a service may leave out what a user may not see.</summary>
    public static async IAsyncEnumerable<T> AllAsync<T>(
        Func<IscListOptions, CancellationToken, Task<IscPage<T>>> read, IscListOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = options ?? new();
        while (true)
        {
            var page = await read(next, cancellationToken);
            if (page.Items.Count == 0)
                yield break;
            foreach (var item in page.Items)
                yield return item;
            // By the limit, not by what came: offsets count what was left out, too.
            next = next with { Offset = next.Offset + next.Limit, Count = false };
        }
    }
}

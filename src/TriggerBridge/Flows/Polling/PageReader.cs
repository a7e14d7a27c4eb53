using System.Diagnostics;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Polling.Requests;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Flows.Polling;

/// <summary>What asking for a page came to.</summary>
internal abstract record PageResult
{
    private PageResult()
    {
    }

    /// <param name="Next">Where the next page is; null: this was the last one.</param>
    /// <param name="AskedAt">By the source's clock.</param>
    /// <param name="Token">The cursor of the answer as a whole, where it is a token.</param>
    /// <param name="Tag">The answer's <c>ETag</c>.</param>
    /// <param name="TagOf">What was asked for.</param>
    public sealed record Page(
        IReadOnlyList<JsonElement> Items, string? Next, DateTimeOffset AskedAt, CursorValue? Token, string? Tag, string TagOf) : PageResult;

    public sealed record NotModified : PageResult;

    /// <param name="IsRefused">Asking for the same page again will not help.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool IsRefused = false) : PageResult;
}

/// <summary>Reads the page that a scan has come to. Only one page is held in memory.</summary>
internal sealed class PageReader(SourceClient client, LedgerClock clock)
{
    public async Task<PageResult> ReadAsync(Bridge bridge, PollSource source, PollState state, CancellationToken cancellationToken)
    {
        var scan = state.Scan ?? throw new InvalidOperationException("A page belongs to a scan.");
        var page = PageRequest.Create(bridge.Name, source, scan, clock.UtcNow);
        if (page is null) return new PageResult.Failed("The body of the request cannot be made: its template needs a cursor, and there is none yet. Set $.poll.startAt.");
        if (!source.Request.IsOwn(page.Url)) return new PageResult.Failed("The next page is at another host, which is not followed.", IsRefused: true);
        if (scan is { Pages: 0, Next: null } && state.AnswerTagOf == page.Fingerprint) page = page with { KnownTag = state.AnswerTag };

        return await client.SendAsync(source.Request, page, cancellationToken) switch
        {
            SourceAnswer.Ok ok => Read(bridge, source, scan, page, ok),
            SourceAnswer.NotModified when page.KnownTag is not null => new PageResult.NotModified(),
            SourceAnswer.NotModified => new PageResult.Failed("The source answered 304 to a request that has no condition."),
            SourceAnswer.Failed failed => new PageResult.Failed(failed.Reason, failed.RetryAfter, failed.IsRefused),
            _ => throw new UnreachableException(),
        };
    }

    private PageResult Read(Bridge bridge, PollSource source, Scan scan, PageRequest page, SourceAnswer.Ok ok)
    {
        if (JsonText.ParseEvent(ok.Body.Span) is not JsonParse.Parsed { Document: var document })
            return new PageResult.Failed("The answer is not JSON, or was cut off.");

        var context = EventContext.WithoutRequest(document, bridge.Name, clock.UtcNow);
        if (!source.Items.TryRead(context, out var items))
            return new PageResult.Failed("The answer has no list of items at $.poll.items.");
        if (!TryFindNext(source, context, ok.Links, items.Count, scan, page.Url, out var next))
            return new PageResult.Failed("The answer says that the next page is the same page, or one at another host.", IsRefused: true);
        if (next is { Length: > PollStates.LongestText })
            return new PageResult.Failed("Where the next page is takes more text than can be kept.");

        var token = source.Cursor.Kind == CursorKind.Token && source.Cursor.TryRead(context, out var read) ? read : (CursorValue?)null;
        return new PageResult.Page(items, next, ok.AskedAt, token, ok.Tag, page.Fingerprint);
    }

    private static bool TryFindNext(
        PollSource source, EventContext answer, IReadOnlyList<string> links, int count, Scan scan, Uri asked, out string? next)
    {
        next = source.Next.After(new AnsweredPage(answer, LinkHeader.Next(links), count, scan.Next));
        if (next is null || !source.Next.IsAddress) return next is null || next != scan.Next;

        if (!Uri.TryCreate(asked, next, out var target) || !source.Request.IsOwn(target)) return false;
        // Links repeat the query they were asked with: no key goes into the state.
        if (source.Request.Auth is PollAuth.QueryKey key) target = QueryText.Without(target, key.Parameter);
        next = target.AbsoluteUri;
        return next != asked.AbsoluteUri;
    }
}

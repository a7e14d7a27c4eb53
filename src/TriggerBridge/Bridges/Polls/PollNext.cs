using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Bridges.Polls;

/// <summary>How a source says where the next page is.</summary>
internal abstract record PollNext
{
    private PollNext()
    {
    }

    /// <summary>
    /// Whether a place stays what it is while records change. Pages that are counted shift, whoever counts them: what slips to an earlier
    /// page meanwhile is found by reading again.
    /// </summary>
    public bool IsStable { get; init; }

    public sealed record None : PollNext;

    /// <summary><c>Link: &lt;…&gt;; rel="next"</c> (RFC 8288).</summary>
    public sealed record LinkHeader : PollNext;

    public sealed record Url(PathExpression Path) : PollNext;

    public sealed record Token(PathExpression Path, PagePlace Place) : PollNext;

    public sealed record Offset(PagePlace Place) : PollNext;

    public sealed record Page(PagePlace Place, int First) : PollNext;
}

/// <summary>Where in a request the page is named.</summary>
internal sealed record PagePlace(string Name, bool IsInBody);

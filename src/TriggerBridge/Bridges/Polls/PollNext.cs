using System.Globalization;
using System.Text.Json;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Bridges.Polls;

/// <summary>How a source says where the next page is. Each kind says all of it here: what it takes from an answer, and how it stands in a request.</summary>
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

    /// <summary>Where a request names its page; null where the answer gives the whole address, or there is one page only.</summary>
    public virtual PagePlace? Place => null;

    /// <summary>How a request names the first page; null: not at all.</summary>
    public virtual string? First => null;

    /// <summary>The next page is an address.</summary>
    public virtual bool IsAddress => false;

    /// <summary>In a body, a page is named by a number; otherwise by a text.</summary>
    public virtual bool IsNumber => false;

    /// <returns>Where the page after this one is; null: this was the last.</returns>
    public abstract string? After(AnsweredPage page);

    public sealed record None : PollNext
    {
        public override string? After(AnsweredPage page) => null;
    }

    /// <summary><c>Link: &lt;…&gt;; rel="next"</c> (RFC 8288).</summary>
    public sealed record LinkHeader : PollNext
    {
        public override bool IsAddress => true;

        public override string? After(AnsweredPage page) => page.Link;
    }

    public sealed record Url(PathExpression Path) : PollNext
    {
        public override bool IsAddress => true;

        public override string? After(AnsweredPage page) => page.TextAt(Path);
    }

    public sealed record Token(PathExpression Path, PagePlace In) : PollNext
    {
        public override PagePlace Place => In;

        public override string? After(AnsweredPage page) => page.TextAt(Path);
    }

    public sealed record Offset(PagePlace In) : PollNext
    {
        public override PagePlace Place => In;

        public override bool IsNumber => true;

        public override string? After(AnsweredPage page) => page.Counted(from: 0, by: page.Count);
    }

    public sealed record Page(PagePlace In, int From) : PollNext
    {
        public override PagePlace Place => In;

        public override string First => From.ToString(CultureInfo.InvariantCulture);

        public override bool IsNumber => true;

        public override string? After(AnsweredPage page) => page.Counted(From, by: 1);
    }
}

/// <summary>Where in a request the page is named.</summary>
internal sealed record PagePlace(string Name, bool IsInBody);

/// <summary>A page that has been read, for what it says of the next one.</summary>
/// <param name="Link">The address in its header <c>Link</c> with <c>rel="next"</c>; null where there is none.</param>
/// <param name="Count">Of its items.</param>
/// <param name="Asked">How the request named it; null: not at all.</param>
internal sealed record AnsweredPage(EventContext Answer, string? Link, int Count, string? Asked)
{
    /// <summary>Null where there is none.</summary>
    public string? TextAt(PathExpression path) =>
        path.TryFind(Answer, out var value) && value.Kind != JsonValueKind.Null && value.ToText() is { Length: > 0 } text ? text : null;

    /// <summary>The next number. An empty page ends them: a source may give fewer than it was asked for.</summary>
    public string? Counted(int from, int by) => Count == 0
        ? null
        : ((Asked is null ? from : long.Parse(Asked, CultureInfo.InvariantCulture)) + by).ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.EndToEnd.Polls;

/// <summary>
/// A small REST server with a table of records for each way to the next page, such as <c>/link-header</c>. They are sorted by when they
/// changed, and pages are counted, so they shift. While it is restless, records change at each answer, and answers fail.
/// </summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(3);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, SourceRecords> _tables = new(StringComparer.Ordinal);
    private readonly int _records;
    private readonly int _pageSize;
    private readonly int[] _answers = new int[Enum.GetValues<SourceFault>().Length];
    private int _requests;

    private SourceServer(WebApplication app, int records, int pageSize) => (_app, _records, _pageSize) = (app, records, pageSize);

    public Uri Url => new(_app.Urls.Single() + "/");

    public bool IsRestless { get; set; }

    /// <summary>How many answers were good, and how many of each fault.</summary>
    public string Answers => string.Join(", ", Enum.GetValues<SourceFault>().Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault} {_answers[(int)fault]}")));

    /// <summary>Whether each fault was seen.</summary>
    public bool HasFailedInEveryWay => Array.TrueForAll(_answers, count => count > 0);

    /// <param name="records">In each table.</param>
    public static async Task<SourceServer> StartAsync(int records, int pageSize)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new SourceServer(builder.Build(), records, pageSize);
        // Anything but a GET is answered 405: no bridge here has a body.
        server._app.MapGet("/{way}", server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public SourceRecords Table(string way) => _tables.GetOrAdd(way, name => new SourceRecords(name, _records));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var fault = IsRestless ? FaultOf(Interlocked.Increment(ref _requests) % 17) : SourceFault.None;
        Interlocked.Increment(ref _answers[(int)fault]);
        if (IsRestless) Table(WayOf(context.Request.Path)).Change(3);
        return AnswerAsync(context, fault);
    }

    private static string WayOf(PathString path) => path.Value![1..];

    private static SourceFault FaultOf(int request) => request switch
    {
        4 => SourceFault.TooMany,
        7 => SourceFault.Error,
        11 => SourceFault.CutOff,
        15 => SourceFault.Slow,
        _ => SourceFault.None,
    };

    private async Task AnswerAsync(HttpContext context, SourceFault fault)
    {
        var response = context.Response;
        var body = Encoding.UTF8.GetBytes(Page(context.Request, response.Headers));
        response.ContentType = "application/json";
        response.StatusCode = fault switch
        {
            SourceFault.TooMany => 429,
            SourceFault.Error => 500,
            _ => 200,
        };
        if (fault == SourceFault.CutOff) body = body[..(body.Length / 2)];
        await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await response.Body.FlushAsync();
        if (fault == SourceFault.Slow) await Task.Delay(TooSlow, TimeProvider.System);
        await response.Body.WriteAsync(body.AsMemory(body.Length / 2));
    }

    private string Page(HttpRequest request, IHeaderDictionary headers)
    {
        var (way, query) = (WayOf(request.Path), HttpUtility.ParseQueryString(request.QueryString.ToString()));
        var since = query["since"] is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : DateTimeOffset.MinValue;
        var (start, size) = way == "none" ? (0, int.MaxValue) : (Number("start") ?? Number("offset") ?? (((Number("page") ?? 1) - 1) * _pageSize), _pageSize);
        var (items, hasMore) = Table(way).Page(since, start, size);
        var next = (start + items.Count).ToString(CultureInfo.InvariantCulture);
        query["start"] = next;
        var link = new Uri(Url, $"{way}?{query}").AbsoluteUri;
        if (hasMore && way == "link-header") headers.Link = $"<{link}>; rel=\"next\"";
        return $$"""{"result":[{{string.Join(',', items)}}],"next":{{(hasMore ? $"\"{link}\"" : "null")}},"token":{{(hasMore ? $"\"{next}\"" : "null")}}}""";

        int? Number(string key) => query[key] is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
    }

    private enum SourceFault
    {
        None,
        TooMany,
        Error,
        CutOff,
        Slow,
    }
}

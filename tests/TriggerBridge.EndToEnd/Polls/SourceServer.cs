using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Polls;

/// <summary>
/// A small REST server with a table of records for each way to the next page, such as <c>/link-header</c>. They are sorted by when they
/// changed, and pages are counted, so they shift. While it is restless, records change at each answer, and answers fail.
/// </summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(3);

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, SourceRecords> _tables = new(StringComparer.Ordinal);
    private readonly int _records;
    private readonly int _pageSize;
    private readonly Task _loop;
    private readonly int[] _answers = new int[Enum.GetValues<SourceFault>().Length];
    private int _requests;

    private SourceServer(int records, int pageSize)
    {
        _records = records;
        _pageSize = pageSize;
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/"));
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _loop = RunAsync();
    }

    public Uri Url { get; }

    public bool IsRestless { get; set; }

    /// <summary>How many answers were good, and how many of each fault.</summary>
    public string Answers => string.Join(", ", Enum.GetValues<SourceFault>().Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault} {_answers[(int)fault]}")));

    /// <summary>Whether each fault was seen.</summary>
    public bool HasFailedInEveryWay => Array.TrueForAll(_answers, count => count > 0);

    /// <param name="records">In each table.</param>
    public static SourceServer Start(int records, int pageSize) => new(records, pageSize);

    public SourceRecords Table(string way) => _tables.GetOrAdd(way, name => new SourceRecords(name, _records));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task RunAsync()
    {
        var answers = new List<Task>();
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                answers.RemoveAll(answer => answer.IsCompletedSuccessfully);
                answers.Add(AnswerAsync(context));
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                await Task.WhenAll(answers);
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var fault = IsRestless ? FaultOf(Interlocked.Increment(ref _requests) % 17) : SourceFault.None;
            Interlocked.Increment(ref _answers[(int)fault]);
            if (IsRestless) Table(WayOf(context.Request.Url!)).Change(3);
            await AnswerAsync(context, fault);
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or InvalidOperationException)
        {
            // The app that asked was killed meanwhile, or gave up.
        }
    }

    private static string WayOf(Uri url) => url.AbsolutePath[1..];

    private static SourceFault FaultOf(int request) => request switch
    {
        4 => SourceFault.TooMany,
        7 => SourceFault.Error,
        11 => SourceFault.CutOff,
        15 => SourceFault.Slow,
        _ => SourceFault.None,
    };

    private async Task AnswerAsync(HttpListenerContext context, SourceFault fault)
    {
        var (request, response) = (context.Request, context.Response);
        var body = Encoding.UTF8.GetBytes(Page(request.Url!, HttpUtility.ParseQueryString(request.Url!.Query), response.Headers));
        response.ContentType = "application/json";
        response.StatusCode = fault switch
        {
            SourceFault.TooMany => 429,
            SourceFault.Error => 500,
            _ => 200,
        };
        if (fault == SourceFault.CutOff) body = body[..(body.Length / 2)];
        await response.OutputStream.WriteAsync(body.AsMemory(0, body.Length / 2));
        await response.OutputStream.FlushAsync();
        if (fault == SourceFault.Slow) await Task.Delay(TooSlow, TimeProvider.System);
        await response.OutputStream.WriteAsync(body.AsMemory(body.Length / 2));
        response.Close();
    }

    private string Page(Uri url, NameValueCollection query, WebHeaderCollection headers)
    {
        var since = query["since"] is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : DateTimeOffset.MinValue;
        var (start, size) = WayOf(url) == "none" ? (0, int.MaxValue) : (Number("start") ?? Number("offset") ?? (((Number("page") ?? 1) - 1) * _pageSize), _pageSize);
        var (items, hasMore) = Table(WayOf(url)).Page(since, start, size);
        var next = (start + items.Count).ToString(CultureInfo.InvariantCulture);
        query["start"] = next;
        var link = new UriBuilder(url) { Query = query.ToString() }.Uri.AbsoluteUri;
        if (hasMore && WayOf(url) == "link-header") headers.Add("Link", $"<{link}>; rel=\"next\"");
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

using System.Globalization;
using System.Net;
using System.Text;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Polls;

/// <summary>A small REST server with records that change while they are read, and faults.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _lock = new();
    private readonly int[] _versions;
    private readonly int _pageSize;
    private readonly Task _loop;
    private int _answers;
    private int _changes;

    private SourceServer(int records, int pageSize)
    {
        _versions = [.. Enumerable.Repeat(1, records)];
        _pageSize = pageSize;
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/"));
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _loop = RunAsync();
    }

    public Uri Url { get; }

    /// <summary>Some answers are 429, 500 or cut off, and each changes some records.</summary>
    public bool IsRestless { get; set; }

    /// <summary>The ids of all states that stand there now.</summary>
    public IReadOnlyList<string> States
    {
        get
        {
            lock (_lock)
                return [.. _versions.Select((version, i) => string.Create(CultureInfo.InvariantCulture, $"r{i}/{version}"))];
        }
    }

    public static SourceServer Start(int records, int pageSize) => new(records, pageSize);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException or InvalidOperationException)
            {
                // The app that asked was killed meanwhile.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var fault = IsRestless ? ++_answers % 11 : 0;
        var body = Encoding.UTF8.GetBytes(Page(context.Request.QueryString["offset"]));
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = fault switch
        {
            4 => 429,
            7 => 500,
            _ => 200,
        };
        if (fault == 9) body = body[..(body.Length / 2)];
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    private string Page(string? offset)
    {
        var start = offset is null ? 0 : int.Parse(offset, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            for (var i = 0; IsRestless && i < 5; i++) _versions[++_changes * 7919 % _versions.Length]++;
            var items = Enumerable.Range(start, Math.Max(0, Math.Min(_pageSize, _versions.Length - start)))
                .Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"r{{i}}","v":{{_versions[i]}},"text":"a record of some length, as they are"}"""));
            return $$"""{"result":[{{string.Join(',', items)}}]}""";
        }
    }
}

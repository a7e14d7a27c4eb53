using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>An HTTP server that keeps every request and answers each with the JSON that its address is given here.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Recorded> _requests = new();

    private RecordingServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyCollection<Recorded> Requests => _requests;

    /// <param name="answerTo">The JSON for a path; empty for an empty answer.</param>
    public static async Task<RecordingServer> StartAsync(Func<string, string> answerTo)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new RecordingServer(builder.Build());
        server._app.MapFallback(context => server.RecordAsync(context, answerTo));
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task RecordAsync(HttpContext context, Func<string, string> answerTo)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.ToString();
        _requests.Enqueue(new Recorded(path, context.Request.Headers.TraceParent.ToString(), Encoding.Latin1.GetString(body.ToArray())));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answerTo(path));
    }

    /// <param name="Path">Where it went.</param>
    /// <param name="TraceParent">The W3C trace context it came with.</param>
    /// <param name="Body">A character for each byte.</param>
    internal sealed record Recorded(string Path, string TraceParent, string Body);
}

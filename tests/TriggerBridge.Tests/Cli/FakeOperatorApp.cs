using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Tests.Cli;

/// <summary>An app that answers as the test says; for what only a later or a broken app does.</summary>
internal sealed class FakeOperatorApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeOperatorApp(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The requests, as <c>GET /api/deliveries?take=50</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What they proved themselves by.</summary>
    public ConcurrentQueue<string> Proofs { get; } = new();

    /// <param name="answerAsync">Gets the path behind <c>/api/</c>.</param>
    public static async Task<FakeOperatorApp> StartAsync(Func<string, HttpContext, Task> answerAsync)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var fake = new FakeOperatorApp(builder.Build());
        fake._app.Run(context =>
        {
            fake.Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            fake.Proofs.Enqueue(context.Request.Headers.Authorization.ToString());
            return answerAsync(context.Request.Path.Value!["/api/".Length..], context);
        });
        await fake._app.StartAsync();
        return fake;
    }

    public static Task JsonAsync(HttpContext context, string json, HttpStatusCode status = HttpStatusCode.OK)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = (int)status < 400 ? "application/json" : "application/problem+json";
        return context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

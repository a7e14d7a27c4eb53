using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>
/// Plays the Azure Functions host in front of a custom handler: routes by <c>function.json</c>, asks for keys, proxies requests with
/// <c>enableProxyingHttpRequest</c>, calls timers. What it does to a request was observed at the real one, or tried with its source.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    public const string Key = "the host's key";

    /// <summary>A timer whose schedule is under a minute.</summary>
    public const string Frequent = """{ "Schedule": { "AdjustForDST": true }, "ScheduleStatus": null, "IsPastDue": false }""";

    /// <summary>A timer that has never been called.</summary>
    public const string First = """
        {
          "Schedule": { "AdjustForDST": true },
          "ScheduleStatus": { "Last": "0001-01-01T00:00:00", "Next": "2026-01-01T00:01:00+00:00", "LastUpdated": "0001-01-01T00:00:00" },
          "IsPastDue": false
        }
        """;

    /// <summary>A timer that missed ticks, at the host's start.</summary>
    public const string PastDue = """
        {
          "Schedule": { "AdjustForDST": true },
          "ScheduleStatus": { "Last": "2025-12-31T23:00:00+00:00", "Next": "2025-12-31T23:01:00+00:00", "LastUpdated": "2025-12-31T23:00:00+00:00" },
          "IsPastDue": true
        }
        """;

    // Each has its own place in a message and is set by whoever writes it.
    private static readonly HashSet<string> OfTheConnection = new(["Host", "Connection", "Transfer-Encoding", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication _app;
    private readonly HttpClient _toHandler;
    private readonly HttpClient _fromOutside;

    private FunctionsHost(WebApplication app, Uri handler)
    {
        _app = app;
        _toHandler = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = handler };
        Url = new Uri(app.Urls.Single());
        _fromOutside = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Url };
    }

    public Uri Url { get; }

    /// <summary>What the host adds to the handler's environment, on top of its own.</summary>
    public static Dictionary<string, string> Environment(IReadOnlyDictionary<string, string>? more = null) => new(more ?? new Dictionary<string, string>(), StringComparer.Ordinal)
    {
        // BridgeApp puts the port in.
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0",
        ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = "c0ffee",
        // The handler inherits the host's environment, with the host's own address.
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:1",
    };

    public static async Task<FunctionsHost> StartAsync(Uri handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = 100 * 1024 * 1024;
        });
        var app = builder.Build();
        FunctionsHost? host = null;
        foreach (var trigger in Triggers())
        {
            var needsKey = trigger.GetProperty("authLevel").ValueEquals("function");
            app.MapMethods(
                "/api/" + trigger.GetProperty("route").GetString(),
                trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant()),
                context => host!.ForwardAsync(context, needsKey));
        }

        // A wrong method is an unknown address here, and never 405.
        app.MapFallback(context => Answer(context, HttpStatusCode.NotFound));
        await app.StartAsync();
        return host = new FunctionsHost(app, handler);
    }

    /// <summary>A request from outside.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _fromOutside.SendAsync(request);

    /// <summary>Calls a timer as the host does, and demands the answer without which the host would wait until <c>functionTimeout</c>.</summary>
    /// <param name="function">The timer's name.</param>
    /// <param name="timer">What the host says of it.</param>
    /// <returns>The lines to log.</returns>
    public async Task<IReadOnlyList<string>> TickAsync(string function, string timer = Frequent)
    {
        using var call = JsonContent.Create(JsonDocument.Parse($$$"""
            {
              "Data": { "timer": {{{timer}}} },
              "Metadata": { "sys": { "MethodName": "{{{function}}}", "UtcNow": "2026-01-01T00:00:00Z", "RandGuid": "c0ffee" } }
            }
            """).RootElement);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/" + function, UriKind.Relative)) { Content = call };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _toHandler.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(JsonValueKind.Object, body.ValueKind);
        return [.. body.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        _fromOutside.Dispose();
        _toHandler.Dispose();
        await _app.DisposeAsync();
    }

    private static IEnumerable<JsonElement> Triggers() =>
        Directory.EnumerateFiles(RepositoryRoot.File("src", "TriggerBridge.Functions"), "function.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("bindings")[0])
            .Where(binding => binding.GetProperty("type").ValueEquals("httpTrigger"));

    private async Task ForwardAsync(HttpContext context, bool needsKey)
    {
        if (needsKey && (context.Request.Headers["x-functions-key"].FirstOrDefault() ?? context.Request.Query["code"].FirstOrDefault()) != Key)
        {
            await Answer(context, HttpStatusCode.Unauthorized);
            return;
        }

        using var request = Proxied(context);
        using var answer = await _toHandler.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static HttpRequestMessage Proxied(HttpContext context)
    {
        var incoming = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri(Target(incoming), UriKind.Relative));
        if (incoming.ContentLength is not null || incoming.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(incoming.Body);
            request.Content.Headers.ContentLength = incoming.ContentLength;
        }

        foreach (var (name, values) in incoming.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        foreach (var (name, value) in FromTheHost(incoming))
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // The path is decoded and encoded again, and the one escape that is never decoded is taken for characters: %2F becomes %252F. The
    // query goes on as it came, repeated keys and keys without a value too.
    private static string Target(HttpRequest incoming) =>
        new PathString(incoming.Path.Value!.Replace("%", "%25", StringComparison.Ordinal)).ToUriComponent() + incoming.QueryString;

    private static Dictionary<string, string> FromTheHost(HttpRequest incoming) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["X-Forwarded-Host"] = incoming.Host.ToString(),
        ["X-Forwarded-Proto"] = "https",
        ["X-Forwarded-For"] = "203.0.113.7",
        ["X-Azure-Functions-InvocationId"] = Guid.NewGuid().ToString(),
        ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private static Task Answer(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }
}

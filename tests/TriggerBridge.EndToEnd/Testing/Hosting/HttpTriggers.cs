using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.EndToEnd.Testing.Hosting.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace TriggerBridge.EndToEnd.Testing.Hosting;

/// <summary>
/// The host's address for the world: finds the function, asks for its key, forwards the request to the worker's own HTTP port and sends the
/// call beside it by gRPC. It forwards with the very library that the real host uses.
/// </summary>
internal sealed class HttpTriggers : IAsyncDisposable
{
    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits
    private const int MaxBodyBytes = 100 * 1024 * 1024;

    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _toWorker = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly WebApplication _app;
    private readonly IHttpForwarder _forwarder;
    private readonly Func<Task<Worker>> _worker;
    private readonly string _key;

    private HttpTriggers(WebApplication app, string key, Func<Task<Worker>> worker)
    {
        _app = app;
        _forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        _key = key;
        _worker = worker;
    }

    public Uri Url => new(_app.Urls.Single());

    /// <param name="functions">Those with other triggers have no address.</param>
    /// <param name="key">What opens the functions that are not anonymous.</param>
    /// <param name="worker">The one that runs, or the next one when it has started.</param>
    public static async Task<HttpTriggers> StartAsync(IReadOnlyList<WorkerFunction> functions, string key, Func<Task<Worker>> worker)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        var triggers = new HttpTriggers(builder.Build(), key, worker);
        foreach (var function in functions.Where(function => function.TriggerType == "httpTrigger"))
            triggers.Map(function);

        // A wrong method is an unknown address here, and never 405.
        triggers._app.MapFallback(context => Answer(context, HttpStatusCode.NotFound));
        await triggers._app.StartAsync();
        return triggers;
    }

    /// <summary>Takes no more connections, and waits for the calls in flight.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _toWorker.Dispose();
    }

    private void Map(WorkerFunction function)
    {
        var route = function.Trigger.TryGetProperty("route", out var written) ? written.GetString()! : function.Name;
        var methods = function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant());
        var isAnonymous = string.Equals(function.Trigger.GetProperty("authLevel").GetString(), "anonymous", StringComparison.OrdinalIgnoreCase);
        _app.MapMethods("/api/" + route, methods, context => isAnonymous || HasKey(context.Request) ? CallAsync(context, function) : Answer(context, HttpStatusCode.Unauthorized));
    }

    private bool HasKey(HttpRequest request) =>
        (request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault()) == _key;

    private async Task CallAsync(HttpContext context, WorkerFunction function)
    {
        var worker = await _worker().WaitAsync(context.RequestAborted);
        var invocationId = Guid.NewGuid().ToString();
        context.Request.Headers["x-ms-invocation-id"] = invocationId;
        var call = worker.Channel.InvokeAsync(function, invocationId, new TypedData { Http = new RpcHttp() }, BindingData(context.Request), context.RequestAborted);
        var forwarded = await _forwarder.SendAsync(context, worker.Channel.HttpUri.ToString(), _toWorker, Forwarding, HttpTransformer.Default);
        if (!await SucceedsAsync(call) || forwarded != ForwarderError.None)
            await FailAsync(context);
    }

    // Of a repeated key only the last value; a name of the route wins over one of the query.
    private static Dictionary<string, string> BindingData(HttpRequest request)
    {
        var data = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.Last() ?? "", StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.RouteValues)
            data[name] = (string)value!;
        return data;
    }

    private static async Task<bool> SucceedsAsync(Task<StatusResult> call)
    {
        try
        {
            return (await call).Status == StatusResult.Types.Status.Success;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task FailAsync(HttpContext context)
    {
        if (!context.Response.HasStarted)
            return Answer(context, HttpStatusCode.InternalServerError);
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task Answer(HttpContext context, HttpStatusCode status)
    {
        context.Response.Clear();
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }
}

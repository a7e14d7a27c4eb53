using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>Stands before Table Storage, hands every call on, and counts.</summary>
internal sealed class CallCounter : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _connectionString;
    private readonly string _tables;
    private int _calls;
    private int _reads;

    private CallCounter(WebApplication app, string connectionString)
    {
        const string endpoint = "TableEndpoint=";
        _app = app;
        _connectionString = connectionString;
        _tables = new Uri(connectionString[(connectionString.IndexOf(endpoint, StringComparison.Ordinal) + endpoint.Length)..]).GetLeftPart(UriPartial.Authority);
        app.Use((context, next) =>
        {
            Interlocked.Increment(ref _calls);
            if (HttpMethods.IsGet(context.Request.Method))
                Interlocked.Increment(ref _reads);
            return next();
        });
        app.MapForwarder("/{**path}", _tables);
    }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Those of them that write nothing.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Leads here.</summary>
    public string ConnectionString => _connectionString.Replace(_tables, _app.Urls.Single(), StringComparison.Ordinal);

    /// <param name="connectionString">Leads to Azurite.</param>
    public static async Task<CallCounter> StartAsync(string connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        var counter = new CallCounter(builder.Build(), connectionString);
        await counter._app.StartAsync();
        return counter;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>Stands before Table Storage, hands every call on, and counts.</summary>
internal sealed class CallCounter : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri _tables;
    private int _calls;

    private CallCounter(WebApplication app, Uri tables)
    {
        _app = app;
        _tables = tables;
        app.Use((_, next) =>
        {
            Interlocked.Increment(ref _calls);
            return next();
        });
        app.MapForwarder("/{**path}", tables.GetLeftPart(UriPartial.Authority));
    }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Leads here.</summary>
    public string ConnectionString =>
        $"AccountName={AzuriteProcess.AccountName};AccountKey={AzuriteProcess.AccountKey};TableEndpoint={new Uri(new Uri(_app.Urls.Single()), _tables.AbsolutePath)}";

    public static async Task<CallCounter> StartAsync(Uri tables)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        var counter = new CallCounter(builder.Build(), tables);
        await counter._app.StartAsync();
        return counter;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

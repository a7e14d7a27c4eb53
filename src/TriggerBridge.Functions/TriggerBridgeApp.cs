using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using TriggerBridge.Bridges;
using TriggerBridge.Functions.Hosting;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary>The web application: the same under the Functions host and alone.</summary>
internal static class TriggerBridgeApp
{
    public static async Task RunAsync(string[] args)
    {
        EarlyLoading.Begin();
        await using var app = Build(args);
        await PrepareAsync(app.Services);
        await StartAsync(app);
        var look = app.Services.GetRequiredService<FirstLook>().RunAsync();
        await app.WaitForShutdownAsync();
        await look;
    }

    /// <param name="adjust">For tests: replaces what lies outside.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        // Empty: the usual builders' settings files, proxies and host names are not used here, and cost time at each start.
        // The arguments stand here for --environment; as settings they come again, after the environment's variables.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args, EnvironmentName = AppEnvironment.Name });
        builder.Configuration.AddSettings(args);
        if (builder.Environment.IsDevelopment())
            builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);
        builder.AddHost();
        builder.Services.AddTriggerBridge(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services.AddTimers(builder.Configuration);
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseMiddleware<FaultAnswers>();
        app.MapFunctions();
        return app;
    }

    private static async Task PrepareAsync(IServiceProvider services)
    {
        // On another thread, while the rest starts: the first event need not wait until the way to the ledger is compiled and open.
        _ = Task.Run(() => services.GetRequiredService<LedgerReadiness>().WarmUpAsync(CancellationToken.None));
        // Settings first: bridge files cannot be judged without them. All of it stops the start, not the first event.
        services.GetRequiredService<IStartupValidator>().Validate();
        var bridges = Task.Run(services.GetRequiredService<BridgeCatalog>);
        // Made meanwhile; it listens only when the host starts.
        _ = services.GetRequiredService<IServer>();
        await bridges;
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault) when (UnusableAddress.Describe(fault, app.Configuration) is { } problem)
        {
            throw new CannotStartException("its address cannot be used", [problem]);
        }
    }
}

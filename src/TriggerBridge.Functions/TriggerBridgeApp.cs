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
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Settings are read once: no watching of files, which would look through the whole folder.
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
            EnvironmentName = AppEnvironment.Name,
        });
        builder.Configuration.AddDefaults();
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

using Microsoft.Extensions.Options;
using TriggerBridge.Bridges;
using TriggerBridge.Functions.Hosting;

namespace TriggerBridge.Functions;

/// <summary>The web application: the same under the Functions host and alone.</summary>
internal static class TriggerBridgeApp
{
    public static async Task RunAsync(string[] args)
    {
        await using var app = Build(args);
        await app.RunAsync();
    }

    /// <param name="adjust">For tests: replaces what lies outside.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, EnvironmentName = AppEnvironment.Name });
        builder.Configuration.AddDefaults();
        builder.AddHost();
        builder.Services.AddTriggerBridge(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services.AddTimers();
        adjust?.Invoke(builder);

        var app = builder.Build();
        // Settings first: bridge files cannot be judged without them. All of it stops the start, not the first event.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        _ = app.Services.GetRequiredService<BridgeCatalog>();
        app.UseMiddleware<FaultAnswers>();
        app.MapFunctions();
        return app;
    }
}

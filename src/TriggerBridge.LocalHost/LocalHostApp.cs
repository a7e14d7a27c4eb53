using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Console;
using TriggerBridge.Functions;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.LocalHost;

/// <summary>For <c>triggerbridge dev</c>; section <c>LocalHost</c>.</summary>
internal sealed class DeveloperOptions
{
    /// <summary>The folder for a recording of the last requests; null: none is made.</summary>
    public string? RecordTo { get; set; }

    public bool EndWithInput { get; set; }
}

/// <summary>
/// Runs the function app without the Functions host: for a developer's machine and for tests. It finds the functions by the same
/// attributes, and does what the host does for them: routes, keys, timers.
/// </summary>
internal static class LocalHostApp
{
    public static async Task RunAsync(string[] args)
    {
        await using var app = Build(args);
        app.Services.ValidateSettings();
        await app.Services.ReadBridgesAsync();
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault) when (UnusableAddress.Describe(fault, app.Configuration) is { } problem)
        {
            throw new CannotStartException("its address cannot be used", [problem]);
        }

        await app.WaitForShutdownAsync();
    }

    /// <param name="adjust">For tests: replaces what lies outside.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        AddLogs(builder.Logging);
        builder.AddFunctionApp();
        builder.AddTelemetry();

        var functions = new FunctionCatalog(typeof(FunctionApp).Assembly);
        builder.Services.AddSingleton(functions);
        builder.Services.AddSingleton<TimerSchedules>();
        builder.Services.AddHostedService<Timers>();
        var developer = builder.Configuration.GetSection("LocalHost").Get<DeveloperOptions>() ?? new();
        if (developer.EndWithInput)
            builder.Services.AddHostedService<EndOfInput>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Whose certificate it is, the bridge decides.
            if (builder.Configuration.GetValue<ClientCertificates>("TriggerBridge:ClientCertificates") == ClientCertificates.Connection)
            {
                kestrel.ConfigureHttpsDefaults(static https =>
                {
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        });
        adjust?.Invoke(builder);

        var app = builder.Build();
        if (developer.RecordTo is { Length: > 0 } folder)
            app.Use(new RequestRecorder(folder, app.Services.GetRequiredService<TimeProvider>()).RecordAsync);
        app.Use(AnswerFaultsAsync);
        app.MapFunctions(functions);
        return app;
    }

    private static async Task AnswerFaultsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            var function = context.GetEndpoint()?.DisplayName ?? "unknown";
            await context.RequestServices.GetRequiredService<FaultAnswers>().For(fault, function, context).ExecuteAsync(context);
        }
    }

    private static void AddLogs(ILoggingBuilder logging) => logging.ClearProviders().AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "HH:mm:ss.fff ";
        console.UseUtcTimestamp = true;
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    });
}

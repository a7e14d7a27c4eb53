using System.Net;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions.Hosting;

/// <summary>The web server and its logs.</summary>
internal static class HostSetup
{
    /// <summary>The environment's variables, and the command line, which wins. They are read once.</summary>
    public static void AddSettings(this ConfigurationManager configuration, string[] args)
    {
        configuration.AddInMemoryCollection(TimerSchedules.Defaults);
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }

    public static void AddHost(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        builder.Services.AddOptions<WebhookOptions>().Bind(builder.Configuration.GetSection("TriggerBridge")).ValidateOnStart();
        builder.Services.AddSingleton(services => new PublicAddress(services.GetRequiredService<IOptions<WebhookOptions>>(), FunctionsHost.IsPresent(builder.Configuration)));
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<FirstLook>();
        builder.Services.AddSingleton<IStartupFilter, EarlyRoutes>();
        builder.Services.AddOptions<AdminOptions>().Bind(builder.Configuration.GetSection("TriggerBridge"));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            // The app itself counts, and answers 413 as problem details. The server counts the framing of chunks too, so it must allow more.
            kestrel.Limits.MaxRequestBodySize = WebhookOptions.Of(context.Configuration).MaxBodyBytes * 2L;
            // The environment holds the host's own address (ASPNETCORE_URLS); only what is told here counts.
            if (FunctionsHost.Port(context.Configuration) is { } port)
                kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.AddLogs();
        if (OtlpExport.IsWanted(builder.Configuration))
            builder.Services.AddHostedService<OtlpExport>();
    }

    private static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A start that fails is told once, by FatalErrors, and without a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // The host passes each line on: one JSON object is one entry there. Elsewhere a person reads.
        if (FunctionsHost.IsPresent(builder.Configuration))
        {
            // Where the app listens and in what folder, which the host knows better: four lines that cost the first answer's time.
            builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
            builder.Logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.UseUtcTimestamp = true;
                // The trace, and the delivery and its attempt.
                console.IncludeScopes = true;
            });
            builder.Logging.Configure(lines => lines.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        // After the filters, so that a setting for the same category wins.
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        // It logs the address of every request with its query, where keys and secrets may stand; no setting can raise it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }
}

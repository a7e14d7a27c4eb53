using System.Reflection;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Functions;

/// <summary>
/// Sends logs, traces and measurements, ours and the platform's, to Application Insights or to a collector, or to both. Set up by the
/// exporters' own variables; without one of them none of it is loaded.
/// </summary>
internal static class Telemetry
{
    private const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string ApplicationInsightsSignIn = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <returns>Null where no exporter is set up.</returns>
    public static IOpenTelemetryBuilder? AddTelemetry(this IHostApplicationBuilder builder)
    {
        var toApplicationInsights = !string.IsNullOrEmpty(builder.Configuration[ApplicationInsights]);
        var toCollector = !string.IsNullOrEmpty(builder.Configuration[Collector]);
        if (!toApplicationInsights && !toCollector)
            return null;

        builder.Logging.AddOpenTelemetry(logs =>
        {
            // The alerts go by the text; the scope has the delivery and its attempt.
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("triggerbridge").AddEnvironmentVariableDetector().AddVersion())
            .WithTracing(traces => traces.AddSource(BridgeTelemetry.Name).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(BridgeTelemetry.Name).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddMeter("System.Runtime"));
        if (toCollector)
            telemetry.UseOtlpExporter();
        if (toApplicationInsights)
        {
            telemetry.UseAzureMonitorExporter(exporter =>
            {
                // An alert waits for a log line; it must not be dropped because its trace is.
                exporter.EnableTraceBasedLogsSampler = false;
                if (builder.Configuration[ApplicationInsightsSignIn]?.Contains("Authorization=AAD", StringComparison.OrdinalIgnoreCase) == true)
                    exporter.Credential = new DefaultAzureCredential();
            });
        }

        return telemetry;
    }

    /// <summary>The app's version with its commit, as <c>service.version</c>.</summary>
    public static void AddVersion(this ResourceBuilder resource) => resource.AddAttributes(
    [
        new("service.version", typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion),
    ]);
}

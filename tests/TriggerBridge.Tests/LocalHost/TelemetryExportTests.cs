using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TriggerBridge.LocalHost;

namespace TriggerBridge.Tests.LocalHost;

public sealed class TelemetryExportTests
{
    private const string ToApplicationInsights =
        "--APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://127.0.0.1:9/";

    [Fact]
    public async Task Without_an_exporter_nothing_of_telemetry_is_loaded()
    {
        await using var app = LocalHostApp.Build([]);

        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.Null(app.Services.GetService<LoggerProvider>());
    }

    /// <summary>Of traces the exporter keeps some; an alert may wait for a line that belongs to one that it drops.</summary>
    [Fact]
    public async Task No_line_that_an_alert_waits_for_is_sampled_away()
    {
        await using var app = LocalHostApp.Build([ToApplicationInsights]);

        Assert.False(app.Services.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().CurrentValue.EnableTraceBasedLogsSampler);
        Assert.True(app.Services.GetRequiredService<IOptions<OpenTelemetryLoggerOptions>>().Value.IncludeFormattedMessage);
    }

    [Fact]
    public async Task Application_Insights_is_signed_in_to_only_where_its_variable_says_so()
    {
        await using var key = LocalHostApp.Build([ToApplicationInsights]);
        await using var identity = LocalHostApp.Build([ToApplicationInsights, "--APPLICATIONINSIGHTS_AUTHENTICATION_STRING=Authorization=AAD"]);

        Assert.Null(key.Services.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().CurrentValue.Credential);
        Assert.NotNull(identity.Services.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().CurrentValue.Credential);
    }
}

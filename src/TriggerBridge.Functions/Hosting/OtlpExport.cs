using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// Sends activities and measurements, ours and the platform's, to a collector. Set up by OpenTelemetry's own environment variables
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/); without an endpoint none of it is even loaded.
/// </summary>
internal sealed class OtlpExport : IHostedService, IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public static bool IsWanted(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[EndpointVariable]);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddSource(BridgeTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddMeter(BridgeTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // The environment last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddService("triggerbridge").AddEnvironmentVariableDetector();
}

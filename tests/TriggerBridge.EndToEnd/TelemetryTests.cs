using System.Diagnostics;
using System.Net;
using System.Text;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

public sealed class TelemetryTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly string Version = FileVersionInfo.GetVersionInfo(PublishedApp.Worker).ProductVersion!;

    private static readonly Dictionary<string, string> Patient = new(StringComparer.Ordinal) { ["TriggerBridge__DispatchBudget"] = "00:00:20" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_trace_of_the_request_goes_on_to_ISC_and_with_all_its_steps_to_the_collector(bool isHosted)
    {
        using var folder = new BridgeFolder();
        var tables = await SharedAzurite.TakeAccountAsync();
        await using var collector = await RecordingServer.StartAsync(_ => "");
        await using var isc = await StartIscAsync();
        var settings = new Dictionary<string, string>(Patient, StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        };
        await using var app = isHosted
            ? await BridgeApp.StartHostedAsync(folder, tables, isc.Url, settings)
            : await BridgeApp.StartAsync(folder, tables, isc.Url, settings);

        await SendAsync(app, folder, TraceId);
        AssertReached(isc, TraceId);
        if (isHosted)
            await app.Host.TickAsync("ProcessDueWork");

        // Protobuf: texts stand in it as they are, a trace id as its 16 bytes.
        var traceId = Encoding.Latin1.GetString(Convert.FromHexString(TraceId));
        string[] spans = [$"verify {BridgeFolder.Bridge}", $"map {BridgeFolder.Bridge}", $"dispatch {BridgeFolder.Bridge}", "http.request.method", traceId, "service.version", Version];
        string[] figures = ["triggerbridge.deliveries", "triggerbridge.delivery.latency", "triggerbridge.work.due", "triggerbridge.isc.calls", "http.client.request.duration", "http.server.request.duration"];
        await Wait.UntilAsync(() => Task.FromResult(Missing(collector, "/v1/traces", spans)), missing => missing.Length == 0);
        await Wait.UntilAsync(() => Task.FromResult(Missing(collector, "/v1/metrics", figures)), missing => missing.Length == 0);
    }

    [Fact]
    public async Task Without_a_collector_ISC_is_given_the_trace_of_the_hosts_request()
    {
        using var folder = new BridgeFolder();
        var tables = await SharedAzurite.TakeAccountAsync();
        await using var isc = await StartIscAsync();
        await using var app = await BridgeApp.StartHostedAsync(folder, tables, isc.Url, Patient);
        var trace = ActivityTraceId.CreateRandom().ToHexString();

        await SendAsync(app, folder, trace);

        AssertReached(isc, trace);
    }

    private static Task<RecordingServer> StartIscAsync() => RecordingServer.StartAsync(path => path.EndsWith("/oauth/token", StringComparison.Ordinal)
        ? """{"access_token":"t","token_type":"bearer","expires_in":749}"""
        : """{"workflowExecutionId":"b393f4e2-4785-4d7f-ab27-0a6b8ded4c81","message":"Workflow was executed."}""");

    private static async Task SendAsync(BridgeApp app, BridgeFolder folder, string trace)
    {
        using var request = GitHubEvent.Signed(folder.WebhookSecret, "event-1");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var answer = await app.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static void AssertReached(RecordingServer isc, string trace)
    {
        var execute = Assert.Single(isc.Requests, sent => sent.Path.EndsWith(BridgeFolder.WorkflowId, StringComparison.Ordinal));
        Assert.StartsWith($"00-{trace}-", execute.TraceParent, StringComparison.Ordinal);
    }

    private static string Missing(RecordingServer collector, string path, string[] wanted)
    {
        var sent = string.Concat(collector.Requests.Where(request => request.Path == path).Select(request => request.Body));
        return string.Join(", ", wanted.Where(text => !sent.Contains(text, StringComparison.Ordinal)));
    }
}

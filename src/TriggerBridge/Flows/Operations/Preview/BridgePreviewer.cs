using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>Previews for operators of a running app, who may also ask the workflow itself. Nothing is recorded.</summary>
public sealed class BridgePreviewer
{
    private readonly BridgeCatalog _bridges;
    private readonly LedgerClock _clock;
    private readonly WorkflowTester _tester;

    internal BridgePreviewer(BridgeCatalog bridges, LedgerClock clock, WorkflowTester tester)
    {
        _bridges = bridges;
        _clock = clock;
        _tester = tester;
    }

    /// <param name="sample">A request as the sender would make it; its signature may be missing.</param>
    /// <param name="test">Whether to call the workflow's test address with each input.</param>
    public async Task<PreviewResult> PreviewAsync(string bridgeName, WebhookRequest sample, bool test, CancellationToken cancellationToken)
    {
        if (_bridges.IsUnready(bridgeName))
            return new PreviewResult.Unusable(new ReceiveResult.NotReady(BrokenBridge.Objection) { RetryAfter = BrokenBridge.RetryAfter });
        if (!_bridges.TryFind(bridgeName, out var bridge))
            return new PreviewResult.Unusable(new ReceiveResult.UnknownBridge());

        var result = BridgePreview.Of(bridge, sample, _clock.UtcNow);
        return test && result is PreviewResult.Previewed previewed
            ? new PreviewResult.Previewed(await TestAsync(bridge.Workflow, previewed.Report, cancellationToken))
            : result;
    }

    private async Task<PreviewReport> TestAsync(WorkflowTarget target, PreviewReport report, CancellationToken cancellationToken)
    {
        var tested = new List<EventPreview>(report.Events.Count);
        foreach (var preview in report.Events)
            tested.Add(preview.Body is { } body ? preview with { Test = await _tester.TestAsync(target, body, cancellationToken) } : preview);
        return report with { Events = tested };
    }
}

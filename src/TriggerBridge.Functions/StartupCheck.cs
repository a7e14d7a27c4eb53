using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary>
/// Looks at everything that the first event needs, so that a person hears of what is wrong before a sender does. Settings and bridges
/// are judged while the app starts; the ledger and the vault are asked beside it, and what they refuse is in the log.
/// </summary>
internal sealed partial class StartupCheck(BridgeCatalog bridges, LedgerReadiness ledger, SecretCheck secrets, ILogger<StartupCheck> logger)
    : BackgroundService
{
    [SuppressMessage("Design", "CA1031", Justification = "The edge: whatever fails here fails again, and is answered, when it is needed.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogBridges(bridges.All.Count);
        try
        {
            await ledger.WarmUpAsync(stoppingToken);
            foreach (var refusal in await secrets.RunAsync(stoppingToken))
                LogRefused(refusal);
        }
        catch (Exception fault)
        {
            if (!stoppingToken.IsCancellationRequested)
                LogFailed(fault);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Bridges} bridges are loaded")]
    private partial void LogBridges(int bridges);

    [LoggerMessage(LogLevel.Error, "Events that need these secrets are answered with 503 until this is fixed: {Refusal}")]
    private partial void LogRefused(string refusal);

    [LoggerMessage(LogLevel.Warning, "The check at the start failed; each secret is read again when it is needed")]
    private partial void LogFailed(Exception fault);
}

using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations;

/// <summary>A person lets those go on that wait for a dead letter of their key.</summary>
public sealed partial class LineOperations
{
    private readonly DeliveryLedger _ledger;
    private readonly Lines _lines;
    private readonly ILogger<LineOperations> _logger;

    internal LineOperations(DeliveryLedger ledger, Lines lines, ILogger<LineOperations> logger)
    {
        _ledger = ledger;
        _lines = lines;
        _logger = logger;
    }

    /// <param name="by">The name of who asks.</param>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<SkipResult> SkipAsync(string bridge, string deliveryId, string by, CancellationToken cancellationToken)
    {
        if (await _ledger.FindAsync(bridge, deliveryId, cancellationToken) is not DeliveryLookup.Found { Delivery: var delivery })
            return new SkipResult.Missing();
        if (delivery is not { Status: DeliveryStatus.DeadLettered, Line: { } line })
            return new SkipResult.Refused(delivery.Line is null ? "It stands in no line: its bridge has no \"order\"." : $"It is {delivery.Status}, and holds nobody back.");
        if (delivery.LeftLine)
            return new SkipResult.Skipped(delivery);

        var now = _ledger.Clock.UtcNow;
        var skipped = delivery with { LeftLine = true, Work = delivery.Work is { Kind: WorkKind.Wait } ? null : delivery.Work, Reason = $"{delivery.Reason} It was skipped by {by} at {now:u}.", UpdatedAt = now };
        switch (await _ledger.SaveAsync(delivery, skipped))
        {
            case SaveResult.Saved saved:
                LogSkipped(bridge, deliveryId, by);
                await _lines.TryPassOnAsync(bridge, line.Key);
                return new SkipResult.Skipped(saved.Delivery);
            case SaveResult.Overtaken { Latest: var latest }:
                return new SkipResult.Refused($"It changed meanwhile and is {latest.Status} now: look at it again.");
            default:
                return new SkipResult.Missing();
        }
    }

    [LoggerMessage(LogLevel.Information, "The dead letter {Bridge}/{DeliveryId} is skipped: its line goes on without it (by {By})")]
    private partial void LogSkipped(string bridge, string deliveryId, string by);
}

/// <summary>What asking for a skip came to.</summary>
public abstract record SkipResult
{
    public sealed record Skipped(Delivery Delivery) : SkipResult;

    public sealed record Missing : SkipResult;

    /// <summary>Nothing changed, and why.</summary>
    public sealed record Refused(string Reason) : SkipResult;
}

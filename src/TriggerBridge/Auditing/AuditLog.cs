using System.Diagnostics.CodeAnalysis;
using Azure;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Operators;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Auditing;

/// <summary>Writes down who does what: before it is done, and then what became of it.</summary>
internal sealed partial class AuditLog(AuditTable table, LedgerClock clock, NewId newId, ILogger<AuditLog> logger)
{
    private const int LongestName = 200;

    // An operator waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LogThrottle _refusals = new(clock.Time, TimeSpan.FromMinutes(1));

    /// <returns>Null: it is not written down, and must not be done.</returns>
    public async Task<OpenEntry?> BeginAsync(AuditedAction action)
    {
        var entry = Of(action);
        try
        {
            return new OpenEntry(entry, await table.AddAsync(entry).WaitAsync(Patience, clock.Time));
        }
        catch (Exception fault) when (IsUnwritten(fault))
        {
            LogNotBegun(entry.Action, fault);
            return null;
        }
    }

    /// <summary>Writes how it ended. Where that cannot be written, the entry stays as it is and the log tells it.</summary>
    /// <param name="open">What was begun.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="status">Of the answer; null where there is none.</param>
    /// <param name="count">On how many; null where it is not known.</param>
    [SuppressMessage("Design", "CA1031", Justification = "It is done: its answer goes out, whatever becomes of the entry.")]
    public async Task EndAsync(OpenEntry open, AuditResult result, int? status, int? count)
    {
        var ended = open.Entry with { Result = result, Status = status, Count = count, EndedAt = clock.UtcNow };
        try
        {
            await table.EndAsync(ended, open.ETag).WaitAsync(Patience, clock.Time);
        }
        catch (Exception fault)
        {
            LogNotEnded(ended.Action, ended.Id, result, fault);
        }
    }

    /// <summary>Somebody whose name is known was not let in. At most one entry a minute for each of them, so that nobody fills the table.</summary>
    public async Task RefuseSignInAsync(Operator who, string? address, int status)
    {
        if (!_refusals.Allows($"{who.Kind}/{who.Id}")) return;
        var entry = Of(new AuditedAction(who, address, AuditActions.SignInRefused));
        try
        {
            await table.AddAsync(entry with { Result = AuditResult.Refused, Status = status, Count = 0, EndedAt = entry.At }).WaitAsync(Patience, clock.Time);
        }
        catch (Exception fault) when (IsUnwritten(fault))
        {
            // They are not let in, all the same.
            LogNotBegun(entry.Action, fault);
        }
    }

    private AuditEntry Of(AuditedAction action)
    {
        var at = clock.UtcNow;
        return new AuditEntry
        {
            Id = AuditKeys.Row(at, newId()[..16]),
            At = at,
            Actor = new AuditActor(action.Who.Kind, AuditText.Of(action.Who.Id, LongestName), AuditText.Of(action.Who.Name, LongestName)),
            Address = action.Address,
            Action = action.Action,
            Bridge = AuditText.Of(action.Bridge, LongestName),
            DeliveryId = AuditText.Of(action.DeliveryId, LongestName),
            Reason = AuditText.Of(action.Reason, Operator.LongestReason),
            IsDryRun = action.IsDryRun,
            Result = AuditResult.Pending,
        };
    }

    private static bool IsUnwritten(Exception fault) => fault is LedgerUnavailableException or RequestFailedException or TimeoutException;

    [LoggerMessage(LogLevel.Error, "Nothing was done: the audit entry of {Action} could not be written")]
    private partial void LogNotBegun(string action, Exception fault);

    [LoggerMessage(LogLevel.Error, "{Action} has ended ({Result}), and that could not be written: the audit entry {Id} stays pending")]
    private partial void LogNotEnded(string action, string id, AuditResult result, Exception fault);
}

/// <summary>An action that is written down and has not ended.</summary>
internal sealed record OpenEntry(AuditEntry Entry, ETag ETag);

using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Polling.State;

/// <summary>The table <c>Polls</c>: one row for each poll, written only over what was read.</summary>
internal sealed class PollStates(TableServiceClient service, NewId newId)
{
    /// <summary>A table's limit for a text: what is longer cannot be kept.</summary>
    public const int LongestText = 30_000;

    private readonly SideTable _table = new(service, "Polls");

    /// <summary>A blank state for a poll that never ran.</summary>
    /// <exception cref="LedgerUnavailableException">Table Storage does not answer.</exception>
    public async Task<PollState> ReadAsync(string bridge, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _table.FindAsync(PollRow.Partition, bridge) is { } row ? PollRow.Read(row) : new PollState { Bridge = bridge };
    }

    /// <returns>What stands there now; null when somebody else wrote since <paramref name="state"/> was read.</returns>
    public async Task<PollState?> TryWriteAsync(PollState state)
    {
        var writeId = newId();
        var row = PollRow.Write(state, writeId);
        var table = await _table.ReadyAsync();
        try
        {
            var answer = await TableCalls.CallAsync(
                () => state.ETag == default
                    ? table.AddEntityAsync(row, CancellationToken.None)
                    : table.UpdateEntityAsync(row, state.ETag, TableUpdateMode.Replace, CancellationToken.None),
                CancellationToken.None);
            return state with { ETag = answer.Headers.ETag ?? throw new InvalidDataException("Table Storage answered a write without an ETag.") };
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            // A lost answer and the client's own repeat look just like somebody else's write.
            var found = await _table.FindAsync(PollRow.Partition, state.Bridge);
            return found?.GetString(PollRow.WriteId) == writeId ? PollRow.Read(found) : null;
        }
    }
}

namespace TriggerBridge.Ledger;

/// <summary>The last delivery that was shown or done; as text it is a <see cref="Continuation"/>.</summary>
internal sealed record ListPosition(string RowKey, string Bridge)
{
    /// <exception cref="FormatException">The continuation is not one of this query's; the message says it in plain words.</exception>
    public static ListPosition Parse(string continuation, string query) => Continuation.Parse(continuation, query, parts: 2) is [var rowKey, var bridge] ? new(rowKey, bridge) : throw Continuation.Strange();

    public string Write(string query) => Continuation.Write(query, RowKey, Bridge);
}

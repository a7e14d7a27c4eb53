using System.Text;

namespace TriggerBridge.Ledger;

/// <summary>The last delivery that was shown or done; as text it is a continuation.</summary>
internal sealed record ListPosition(string RowKey, string Bridge)
{
    /// <exception cref="FormatException">The continuation is not one of ours.</exception>
    public static ListPosition Parse(string continuation)
    {
        var parts = Encoding.UTF8.GetString(Convert.FromHexString(continuation)).Split('\n');
        return parts is [var rowKey, var bridge] ? new ListPosition(rowKey, bridge) : throw new FormatException("The continuation is not one of ours.");
    }

    public override string ToString() => Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"{RowKey}\n{Bridge}"));
}

using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Ledger;

/// <summary>The last delivery that was shown or done; as text it is a continuation, and belongs to what was asked for.</summary>
internal sealed record ListPosition(string RowKey, string Bridge)
{
    // Enough to tell queries apart; it is no secret.
    private const int MarkDigits = 8;

    /// <param name="continuation">As it was answered.</param>
    /// <param name="query">What is asked for now.</param>
    /// <exception cref="FormatException">It is not one of this query's; the message says it in plain words.</exception>
    public static ListPosition Parse(string continuation, string query)
    {
        if (Read(continuation) is not [var mark, var rowKey, var bridge])
            throw new FormatException("'continuation' must be taken from the answer before.");
        return mark == MarkOf(query) ? new ListPosition(rowKey, bridge) : throw new FormatException("'continuation' is of another query: send it with the filters that the answer before was asked for with.");
    }

    public string Write(string query) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"{MarkOf(query)}\n{RowKey}\n{Bridge}"));

    private static string[] Read(string continuation)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(continuation)).Split('\n');
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static string MarkOf(string query) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query)))[..MarkDigits];
}

using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Ledger;

/// <summary>Where a list goes on, as text; it belongs to what was asked for.</summary>
internal static class Continuation
{
    // Enough to tell queries apart; it is no secret.
    private const int MarkDigits = 8;

    /// <param name="query">What was asked for.</param>
    /// <param name="place">Of what was shown or done last.</param>
    public static string Write(string query, params ReadOnlySpan<string> place) =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(string.Join('\n', [MarkOf(query), .. place])));

    /// <param name="continuation">As it was answered.</param>
    /// <param name="query">What is asked for now.</param>
    /// <param name="parts">How many a place has.</param>
    /// <returns>The place.</returns>
    /// <exception cref="FormatException">It is not one of this query's; the message says it in plain words.</exception>
    public static string[] Parse(string continuation, string query, int parts)
    {
        if (Read(continuation) is not [var mark, .. var place] || place.Length != parts) throw Strange();
        return mark == MarkOf(query) ? place : throw new FormatException("'continuation' is of another query: send it with the filters that the answer before was asked for with.");
    }

    /// <summary>What is none of ours.</summary>
    public static FormatException Strange() => new("'continuation' must be taken from the answer before.");

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

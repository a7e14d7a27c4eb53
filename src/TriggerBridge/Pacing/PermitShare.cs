using System.Globalization;

namespace TriggerBridge.Pacing;

/// <summary>What one instance holds of a client's calls.</summary>
/// <param name="Instance">Whose it is; empty for what was given up and still counts.</param>
/// <param name="Calls">So many in any ten seconds.</param>
/// <param name="Wanted">How many it would hold; more than <paramref name="Calls"/> where others hold the rest.</param>
/// <param name="Until">When it ends, by the ledger's clock.</param>
internal sealed record PermitShare(string Instance, int Calls, int Wanted, DateTimeOffset Until)
{
    /// <summary>Some 35 characters for each: hundreds fit into a column.</summary>
    public static string Write(IEnumerable<PermitShare> shares) => string.Join(';', shares.Select(share =>
        string.Create(CultureInfo.InvariantCulture, $"{share.Instance}:{share.Calls}:{share.Wanted}:{share.Until.ToUnixTimeMilliseconds()}")));

    /// <summary>Reads what <see cref="Write"/> wrote; what is no share is passed over.</summary>
    public static IReadOnlyList<PermitShare> Read(string? text) => text is null ? [] : [.. text.Split(';').Select(Parse).OfType<PermitShare>()];

    private static PermitShare? Parse(string text) =>
        text.Split(':') is [var instance, var calls, var wanted, var until]
        && int.TryParse(calls, CultureInfo.InvariantCulture, out var holds)
        && int.TryParse(wanted, CultureInfo.InvariantCulture, out var wants)
        && long.TryParse(until, CultureInfo.InvariantCulture, out var milliseconds)
            ? new PermitShare(instance, holds, wants, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
            : null;
}

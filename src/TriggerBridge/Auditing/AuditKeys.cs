using System.Buffers;
using System.Globalization;
using TriggerBridge.Ledger;

namespace TriggerBridge.Auditing;

/// <summary>
/// The keys of the table <c>Audit</c>: a partition for each UTC day, and a row for each entry. Days and times are inverted, so that both sort the newest first,
/// and a span of time is one range of keys.
/// </summary>
internal static class AuditKeys
{
    private const int TickDigits = 19;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static string Partition(DateTimeOffset at) =>
        (DateOnly.MaxValue.DayNumber - DateOnly.FromDateTime(at.UtcDateTime).DayNumber).ToString("D7", CultureInfo.InvariantCulture);

    public static string Row(DateTimeOffset at, string random) => $"{Newest(at)}-{random}";

    /// <summary>Sorts before all entries of this time, and behind all later ones.</summary>
    public static string Newest(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Sorts behind all entries of this time, and before all earlier ones.</summary>
    public static string Oldest(DateTimeOffset at) => Newest(at) + ".";

    /// <summary>The partition of a row.</summary>
    /// <exception cref="FormatException">The key is not one of ours.</exception>
    public static string PartitionOf(string rowKey) =>
        rowKey.Length is > TickDigits + 1 and < 64 && rowKey[TickDigits] == '-' && rowKey.AsSpan(TickDigits + 1).IndexOfAnyExcept(Hex) < 0
        && long.TryParse(rowKey.AsSpan(0, TickDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var inverted) && inverted <= DateTimeOffset.MaxValue.UtcTicks
            ? Partition(new DateTimeOffset(DateTimeOffset.MaxValue.UtcTicks - inverted, TimeSpan.Zero))
            : throw Continuation.Strange();
}

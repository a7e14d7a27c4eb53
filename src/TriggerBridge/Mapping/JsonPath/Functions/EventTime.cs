using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>Reads a time as senders write it.</summary>
internal static class EventTime
{
    // From here on a number can only be milliseconds: as seconds it would be the year 5138.
    private const double FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd",
        "r",
    ];

    /// <summary>ISO 8601 (UTC where no offset stands), an HTTP date, or a number of seconds or milliseconds since 1970.</summary>
    public static bool TryRead(PathValue value, out DateTimeOffset time)
    {
        time = default;
        if (value.Kind == JsonValueKind.Number) return TryReadUnix(value.ToDouble(), out time);
        return value.TryGetText(out var text)
            && (DateTimeOffset.TryParseExact(
                    text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
                || (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    && TryReadUnix(number, out time)));
    }

    private static bool TryReadUnix(double number, out DateTimeOffset time)
    {
        var milliseconds = Math.Abs(number) >= FirstMilliseconds ? number : number * 1000;
        var isInRange = milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = isInRange ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : default;
        return isInRange;
    }
}

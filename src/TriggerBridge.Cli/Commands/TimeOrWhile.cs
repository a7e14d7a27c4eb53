using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TriggerBridge.Cli.Commands;

/// <summary>A time as a person gives it: itself, or how far it is from now.</summary>
internal static partial class TimeOrWhile
{
    /// <param name="given">Such as <c>2026-06-01T18:00Z</c> or <c>7d</c>.</param>
    /// <param name="isAhead">A while counts from now on; otherwise it is over now.</param>
    /// <returns>Null for what is neither.</returns>
    public static DateTimeOffset? Parse(string given, bool isAhead)
    {
        if (While().Match(given) is { Success: true } span && int.TryParse(span.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            var length = span.Groups["unit"].Value switch
            {
                "s" => TimeSpan.FromSeconds(count),
                "m" => TimeSpan.FromMinutes(count),
                "h" => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(count),
            };
            return TimeProvider.System.GetUtcNow() + (isAhead ? length : -length);
        }

        // Not 5/6/2026, which is two days.
        return Iso().IsMatch(given) && DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    /// <summary>The value of an option that is a time, or a while ago.</summary>
    public static DateTimeOffset? ParseAgo(ArgumentResult result, string option)
    {
        var given = result.Tokens[^1].Value;
        if (Parse(given, isAhead: false) is { } time) return time;
        result.AddError($"{option} takes a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d, not '{given}'.");
        return null;
    }

    // No more than some centuries, which is as good as for ever.
    [GeneratedRegex("^(?<count>[0-9]{1,5})(?<unit>[smhd])$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex While();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Iso();
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TriggerBridge.Simulator.Http;

/// <summary>Which part of a list is asked for, with the specification's limits and defaults.</summary>
internal readonly record struct PageWindow(int Limit, int Offset, bool WantsCount)
{
    private const int MaxLimit = 250;

    public static bool TryParse(IQueryCollection query, out PageWindow window, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (!TryNumber(query["limit"], MaxLimit, out var limit) || limit > MaxLimit)
            problem = $"limit must be a number from 0 to 250: {query["limit"]}";
        if (!TryNumber(query["offset"], 0, out var offset))
            problem ??= $"offset must be a number from 0: {query["offset"]}";
        window = new(limit, offset, string.Equals(query["count"], "true", StringComparison.OrdinalIgnoreCase));
        return problem is null;
    }

    private static bool TryNumber(string? value, int otherwise, out int number)
    {
        number = otherwise;
        return value is null || int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

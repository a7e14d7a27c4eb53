using System.Globalization;

namespace TriggerBridge.Tables;

/// <summary>Values as OData literals: https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities.</summary>
internal static class FilterLiteral
{
    public static string Fill(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        object[] literals = [.. filter.GetArguments().Select(Of)];
        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    private static string Of(object? value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => string.Create(CultureInfo.InvariantCulture, $"{number}L"),
        double number when double.IsFinite(number) => WithPoint(number.ToString("R", CultureInfo.InvariantCulture)),
        DateTimeOffset time => string.Create(CultureInfo.InvariantCulture, $"datetime'{time.UtcDateTime:O}'"),
        Guid guid => $"guid'{guid}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        null => throw new ArgumentException("A filter cannot compare with null.", nameof(value)),
        _ => throw new ArgumentException($"A filter cannot compare with a {value.GetType()}.", nameof(value)),
    };

    // Without one it would be compared as an integer.
    private static string WithPoint(string number) => number.AsSpan().ContainsAny('.', 'E') ? number : number + ".0";
}

namespace TriggerBridge.Drift;

/// <summary>Names of members that are data and no names of fields: ids, dates, addresses. They are not kept.</summary>
internal static class DataNames
{
    public const int Longest = 64;

    private const int DigitsOfId = 8;
    private const int LeastOfHex = 16;
    private const int DigitsOfHex = 4;

    public static bool IsData(string name)
    {
        if (name.Length is 0 or > Longest || name.IndexOf('@', StringComparison.Ordinal) > 0 || name.Any(char.IsControl)) return true;
        var digits = name.Count(char.IsDigit);
        return digits switch
        {
            0 => false,
            >= DigitsOfId => true,
            // Dates, numbers, addresses of machines.
            _ when !name.Any(char.IsLetter) => true,
            _ => digits >= DigitsOfHex && name.Length >= LeastOfHex && name.All(static c => char.IsAsciiHexDigit(c) || c == '-'),
        };
    }
}

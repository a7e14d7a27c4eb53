using System.Text.RegularExpressions;

namespace TriggerBridge;

/// <summary>A setting whose value is not of its type. The binder has no exception of its own for it, only a message.</summary>
public static partial class UnreadableSetting
{
    /// <returns>Null where the fault is another one.</returns>
    public static string? Describe(InvalidOperationException fault)
    {
        if (BinderMessage().Match(fault.Message) is not { Success: true } match)
            return null;

        var setting = match.Groups["path"].Value.Replace(":", "__", StringComparison.Ordinal);
        var wanted = match.Groups["type"].Value switch
        {
            "System.TimeSpan" => "a time such as 00:00:30",
            "System.Uri" => "an address such as https://acme.example.com",
            "System.Boolean" => "true or false",
            _ => "a number",
        };
        return $"{setting} cannot be read: it must be {wanted}.";
    }

    [GeneratedRegex("^Failed to convert configuration value .* at '(?<path>[^']+)' to type '(?<type>[^']+)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BinderMessage();
}

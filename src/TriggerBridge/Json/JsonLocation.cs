using System.Globalization;

namespace TriggerBridge.Json;

/// <summary>JSON paths that tell a reader where in a document something stands.</summary>
internal static class JsonLocation
{
    public const string Root = "$";

    public static string Member(string parent, string name) =>
        IsPlain(name) ? $"{parent}.{name}" : $"{parent}['{string.Concat(name.Select(Escape))}']";

    public static string Item(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    private static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c >= 0x80);

    private static string Escape(char c) => c switch
    {
        '\'' or '\\' => $"\\{c}",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}

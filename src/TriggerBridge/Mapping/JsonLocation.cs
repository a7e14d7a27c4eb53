namespace TriggerBridge.Mapping;

/// <summary>JSON paths that tell a reader where in a document something stands.</summary>
internal static class JsonLocation
{
    public const string Root = "$";

    public static string Member(string parent, string name) =>
        IsPlain(name)
            ? $"{parent}.{name}"
            : $"{parent}['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    public static string Item(string parent, int index) => $"{parent}[{index}]";

    private static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c >= 0x80);
}

namespace TriggerBridge.Mapping;

internal enum TemplateKeyKind
{
    Literal,
    Path,
    OptionalPath,
}

/// <summary>A key of an input template: the name that is written, and what its ending says of the value.</summary>
internal readonly record struct TemplateKey(string Name, TemplateKeyKind Kind)
{
    private const string PathEnding = ".$";
    private const string OptionalPathEnding = ".$?";

    // For a name that itself ends in ".$".
    private const string EscapedEnding = ".$$";

    public static TemplateKey Parse(string key)
    {
        if (key.EndsWith(EscapedEnding, StringComparison.Ordinal)) return new(key[..^1], TemplateKeyKind.Literal);
        if (key.EndsWith(PathEnding, StringComparison.Ordinal)) return new(key[..^PathEnding.Length], TemplateKeyKind.Path);
        if (key.EndsWith(OptionalPathEnding, StringComparison.Ordinal))
            return new(key[..^OptionalPathEnding.Length], TemplateKeyKind.OptionalPath);
        return new(key, TemplateKeyKind.Literal);
    }
}

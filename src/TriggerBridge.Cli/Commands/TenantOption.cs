using System.CommandLine;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--tenant</c>: the tenants that the app has settings for, which bridge files alone cannot tell.</summary>
internal static class TenantOption
{
    public static Option<string[]> Create() => new("--tenant")
    {
        Description = "A tenant that the app is set up for; may be repeated. Without it, bridges may name any.",
        HelpName = "name",
    };

    /// <returns>Null: any.</returns>
    public static IReadOnlySet<string>? ValueOf(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } names ? names.ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
}

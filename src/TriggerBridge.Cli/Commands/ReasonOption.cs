using System.CommandLine;
using System.Text.Json;
using TriggerBridge.Cli.Apps;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--reason</c>: why somebody does something.</summary>
internal static class ReasonOption
{
    public static Option<string?> Instance { get; } = new("--reason") { Description = "Why; it is on record.", HelpName = "text" };

    /// <summary>What the app is sent where nothing else is to be said.</summary>
    public static string BodyOf(ParseResult parsed) => BodyOf(parsed.GetValue(Instance));

    /// <inheritdoc cref="BodyOf(ParseResult)"/>
    public static string BodyOf(string? reason) => JsonSerializer.Serialize(new ReasonBody(reason), AppJson.Default.ReasonBody);
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace TriggerBridge.Cli.Output;

/// <summary>For whom an answer is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For scripts: one JSON document.</summary>
    Json,
}

/// <summary><c>--output</c>, the same for every command that has an answer.</summary>
internal static class OutputOption
{
    public static Option<OutputFormat> Instance { get; } = new("--output", "-o")
    {
        Description = "text for people (the default), json for scripts.",
        HelpName = "text|json",
        CustomParser = static result => Parse(result),
        Recursive = true,
    };

    private static OutputFormat Parse(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        // Not by a number, as Enum.TryParse would have it.
        if (Enum.GetValues<OutputFormat>().Where(format => string.Equals(format.ToString(), given, StringComparison.OrdinalIgnoreCase)).ToList() is [var known]) return known;
        result.AddError($"--output takes text or json, not '{given}'.");
        return OutputFormat.Text;
    }
}

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

    /// <summary>For scripts that read line by line: a JSON document for each thing of a list.</summary>
    Ndjson,

    /// <summary>For spreadsheets and cut: values with tabs between them, the first line with their names.</summary>
    Tsv,
}

/// <summary><c>--output</c>, the same for every command that has an answer.</summary>
internal static class OutputOption
{
    public static Option<OutputFormat> Instance { get; } = Create();

    private static Option<OutputFormat> Create()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "text for people (the default); json, ndjson (one a line) or tsv for scripts.",
            HelpName = "text|json|ndjson|tsv",
            CustomParser = static result => Parse(result),
            Recursive = true,
        };
        // Those of the type are its own names.
        option.CompletionSources.Clear();
        option.CompletionSources.Add("text", "json", "ndjson", "tsv");
        return option;
    }

    private static OutputFormat Parse(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        // Not by a number, as Enum.TryParse would have it.
        if (Enum.GetValues<OutputFormat>().Where(format => string.Equals(format.ToString(), given, StringComparison.OrdinalIgnoreCase)).ToList() is [var known]) return known;
        result.AddError($"--output takes text, json, ndjson or tsv, not '{given}'.");
        return OutputFormat.Text;
    }
}

using System.CommandLine;

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
        Description = "text for people, json for scripts.",
        DefaultValueFactory = _ => OutputFormat.Text,
        Recursive = true,
    };
}

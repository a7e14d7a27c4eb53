using System.CommandLine;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary>The folder of bridge files that a command works on.</summary>
internal static class BridgesFolder
{
    public static Argument<DirectoryInfo> Argument() => new("folder")
    {
        Description = "The folder of bridge files.",
        DefaultValueFactory = _ => new DirectoryInfo("bridges"),
    };

    /// <summary>Runs work on it and says what became of that.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ParseResult parsed, Argument<DirectoryInfo> argument, Func<string, Terminal, Task<int>> work)
    {
        var terminal = Terminal.Of(parsed);
        var folder = parsed.GetRequiredValue(argument);
        if (!folder.Exists)
            return await terminal.FailAsync($"{folder}: there is no such folder.", ExitCode.NoInput);
        try
        {
            return await terminal.RunAsync(() => work(folder.ToString(), terminal));
        }
        catch (BridgesFolderException fault)
        {
            return await terminal.FailAsync(fault.Error.ToString(), ExitCode.Errors);
        }
    }
}

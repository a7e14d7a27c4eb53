using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Checking;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges list</c>: what a folder holds.</summary>
internal static class ListCommand
{
    private static readonly Argument<DirectoryInfo> Folder = BridgesFolder.Argument();

    public static Command Create()
    {
        var command = new Command("list", "Lists the bridges of a folder: where their events come from, what they start, and the version of their file. Ends with 1 when one has errors.") { Folder };
        command.SetAction((parsed, _) => BridgesFolder.RunAsync(parsed, Folder, RunAsync));
        return command;
    }

    private static async Task<int> RunAsync(string folder, Terminal terminal)
    {
        var list = BridgeList.Read(folder);
        await terminal.AnswerAsync(list, CliJson.Default.BridgeList, console => Draw(console, list));
        return list.Bridges.All(bridge => bridge.Errors.Count == 0) && list.Sources.All(source => source.Errors.Count == 0) ? ExitCode.Ok : ExitCode.Errors;
    }

    private static void Draw(IAnsiConsole console, BridgeList list)
    {
        console.Rows(
            ["bridge", "source", "workflow", "tenant", "enabled", "version", "errors"],
            list.Bridges.Select(bridge => (IReadOnlyList<string?>)[bridge.Name, bridge.Source, bridge.WorkflowId, bridge.Tenant, YesOrNo(bridge.Enabled), bridge.Version, Errors(bridge.Errors)]));
        if (list.Sources.Count > 0)
        {
            console.Rows(
                ["source", "scheme", "bridges", "enabled", "version", "errors"],
                list.Sources.Select(source => (IReadOnlyList<string?>)[source.Name, source.Scheme, string.Join(", ", source.Bridges), YesOrNo(source.Enabled), source.Version, Errors(source.Errors)]));
        }
    }

    private static string YesOrNo(bool? enabled) => enabled switch { true => "yes", false => "no", null => "" };

    private static string Errors(IReadOnlyList<BridgeError> errors) => errors switch
    {
        [] => "",
        [var only] => $"{only.Path}: {only.Problem}",
        [var first, ..] => string.Create(CultureInfo.InvariantCulture, $"{first.Path}: {first.Problem} (and {errors.Count - 1} more)"),
    };
}

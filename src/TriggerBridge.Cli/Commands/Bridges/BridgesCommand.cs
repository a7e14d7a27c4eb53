using System.CommandLine;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges</c>: the life of bridge files.</summary>
internal static class BridgesCommand
{
    public static Command Create() => new("bridges", "Bridge files: what is pushed to the place where the app reads them, and what was before.")
    {
        DiffCommand.Create(),
        PushCommand.Create(),
        PullCommand.Create(),
        HistoryCommand.Create(),
        RollbackCommand.Create(),
        OutputOption.Instance,
    };
}

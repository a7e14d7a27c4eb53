using System.CommandLine;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges</c>: the life of bridge files.</summary>
internal static class BridgesCommand
{
    public static Command Create() => new("bridges", "Bridge files: whether a folder of them is right and does what is expected, and what is current in the place where the app reads them.")
    {
        ListCommand.Create(),
        CheckCommand.Create(),
        TestCommand.Create(),
        DiffCommand.Create(),
        PushCommand.Create(),
        PullCommand.Create(),
        HistoryCommand.Create(),
        RollbackCommand.Create(),
        OutputOption.Instance,
    };
}

using System.CommandLine;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges</c>: the life of bridge files.</summary>
internal static class BridgesCommand
{
    public static Command Create() => new("bridges", "Bridges: a folder of their files, whether it is right and does what is expected; what is current in the place where the app reads them; whether a running app sends what comes to one, and what has changed in that.")
    {
        ListCommand.Create(),
        CheckCommand.Create(),
        TestCommand.Create(),
        InferCommand.Create(),
        DiffCommand.Create(),
        PushCommand.Create(),
        PullCommand.Create(),
        HistoryCommand.Create(),
        RollbackCommand.Create(),
        PauseCommand.Create(),
        PauseCommand.CreateInverse(),
        PairCommand.Create(),
        DriftCommand.Create(),
        OutputOption.Instance,
    };
}

using System.CommandLine;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges</c>: the life of bridge files.</summary>
internal static class BridgesCommand
{
    public static Command Create() => new("bridges", "A folder of bridge files: what is in it, whether it is right, and whether it does what is expected.")
    {
        ListCommand.Create(),
        CheckCommand.Create(),
        TestCommand.Create(),
        OutputOption.Instance,
    };
}

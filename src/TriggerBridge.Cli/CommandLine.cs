using System.CommandLine;
using TriggerBridge.Cli.Commands;
using TriggerBridge.Cli.Commands.Bridges;
using TriggerBridge.Cli.Commands.Isc;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli;

/// <summary>All commands, each in a file of its own.</summary>
internal static class CommandLine
{
    // After Ctrl-C: what dev has started ends in order.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    public static RootCommand Create() => new($"TriggerBridge from a terminal.\n\n{ExitCode.Help}")
    {
        BridgesCommand.Create(),
        CheckCommand.CreateAlias(),
        PreviewCommand.Create(),
        DevCommand.Create(),
        NewCommand.Create(),
        SendCommand.Create(),
        SenderCommands.Create(),
        SchemaCommand.Create(),
        TypesCommand.Create(),
        ProvisionCommand.Create(),
        SubscribeCommand.Create(),
        SubscribeCommand.CreateInverse(),
        WorkflowCommands.Create(),
        ExecutionCommands.Create(),
        LibraryCommands.Create(),
        TriggerCommands.Create(),
        SubscriptionCommands.Create(),
        InvocationCommands.Create(),
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(args);
        if (UsageProblems.Of(parsed) is not { Count: > 0 } problems)
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = EndLimit });

        foreach (var problem in problems)
            await error.WriteLineAsync(problem);
        return ExitCode.Usage;
    }
}

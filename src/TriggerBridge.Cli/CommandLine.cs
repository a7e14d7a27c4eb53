using System.CommandLine;
using TriggerBridge.Cli.Commands;
using TriggerBridge.Cli.Commands.Bridges;
using TriggerBridge.Cli.Commands.Deliveries;
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
        ProfileCommands.Create(),
        StatusCommand.Create(),
        DeliveriesCommand.Create(),
        TailCommand.Create(),
        PollCommands.Create(),
        AuditCommand.Create(),
        KeyCommands.Create(),
        OpenApiCommand.Create(),
        CompletionCommand.Create(),
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

    /// <param name="environment">Null: the real one.</param>
    /// <param name="cancellationToken">Ends it as Ctrl-C does.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CliEnvironment? environment = null, CancellationToken cancellationToken = default)
    {
        var parsed = Create().Parse(args);
        if (UsageProblems.Of(parsed) is not { Count: > 0 } problems)
        {
            var invocation = new CliInvocation { Output = output, Error = error, ProcessTerminationTimeout = EndLimit, Environment = environment ?? CliEnvironment.Real };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }


        foreach (var problem in problems)
            await error.WriteLineAsync(problem);
        return ExitCode.Usage;
    }
}

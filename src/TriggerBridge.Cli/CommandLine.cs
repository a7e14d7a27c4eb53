using System.CommandLine;
using TriggerBridge.Cli.Commands;
using TriggerBridge.Cli.Commands.Isc;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli;

/// <summary>All commands, each in a file of its own.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand($"TriggerBridge from a terminal.\n\n{ExitCode.Help}")
        {
            ValidateCommand.Create(),
            PreviewCommand.Create(),
            SchemaCommand.Create(),
            ProvisionCommand.Create(),
            WorkflowCommands.Create(),
            ExecutionCommands.Create(),
            LibraryCommands.Create(),
            TriggerCommands.Create(),
            SubscriptionCommands.Create(),
            InvocationCommands.Create(),
        };
        var parsed = root.Parse(args);
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }
}

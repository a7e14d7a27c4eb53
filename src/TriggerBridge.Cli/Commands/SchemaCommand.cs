using System.CommandLine;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>schema</c>: the JSON Schema of bridge files, as it stands in <c>schemas/</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON Schema of bridge files, by which editors complete and check them.");
        command.SetAction(async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(BridgeSchema.Write());
            return ExitCode.Ok;
        });
        return command;
    }
}

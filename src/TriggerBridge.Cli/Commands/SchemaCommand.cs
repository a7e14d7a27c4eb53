using System.CommandLine;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>schema</c>: the JSON Schema of the files of bridges or of sources, as they stand in <c>schemas/</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var source = new Option<bool>("--source") { Description = "That of the files of sources." };
        var command = new Command("schema", "Prints the JSON Schema of bridge files, by which editors complete and check them.") { source };
        command.SetAction(async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(parsed.GetValue(source) ? BridgeSchema.WriteSource() : BridgeSchema.Write());
            return ExitCode.Ok;
        });
        return command;
    }
}

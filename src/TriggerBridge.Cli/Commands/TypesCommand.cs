using System.CommandLine;
using System.Text.Json;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Cli.Output;
using TriggerBridge.Json;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>types</c>: what an editor, and <c>tsc --checkJs</c>, need to know of the events of a bridge's code.</summary>
internal static class TypesCommand
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly Argument<string> BridgeName = new("name") { Description = BridgeFileOption.Accepted };
    private static readonly Option<FileInfo?> Schema = new("--schema") { Description = "The JSON Schema of the events; without it the one that the bridge names." };

    public static Command Create()
    {
        var command = new Command("types", "Writes NAME.d.ts beside a bridge: the types of its events, of the context and of the functions that its code exports.") { BridgeName, Schema, BridgeFileOption.Folder, OutputOption.Instance };
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => RunAsync(parsed, terminal, cancellationToken));
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(BridgeName);
        if (BridgeFileOption.FileOf(parsed, name) is not { } file)
            throw new CliException($"{name}: there is no such bridge or file.", ExitCode.NoInput);
        var schema = parsed.GetValue(Schema)?.ToString() ?? SchemaOf(file);
        var target = Path.ChangeExtension(file, ".d.ts");
        try
        {
            await File.WriteAllTextAsync(target, TypeDeclarations.Of(Path.GetFileNameWithoutExtension(file), schema is null ? null : Read(schema)), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{target}: {fault.Message}", ExitCode.NoInput, fault);
        }

        await terminal.AnswerAsync(new WrittenTypes(target), CliJson.Default.WrittenTypes, _ => { });
        await terminal.DoneAsync($"wrote {target}");
        return ExitCode.Ok;
    }

    // Null: it names none.
    private static string? SchemaOf(string file)
    {
        if (Read(file) is not { ValueKind: JsonValueKind.Object } bridge || !bridge.TryGetProperty("schema", out var named) || named.ValueKind != JsonValueKind.String) return null;
        var written = named.GetString()!;
        return CompanionFile.Resolve(written, folder: "", out var problem) is { } name
            ? Path.Combine(Path.GetDirectoryName(file)!, name)
            : throw new CliException($"{file} $.schema: '{written}' {problem}", ExitCode.Errors);
    }

    private static JsonElement Read(string file)
    {
        try
        {
            return JsonElement.Parse(File.ReadAllBytes(file), Lenient);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
        catch (JsonException fault)
        {
            throw new CliException($"{file}: {JsonText.Describe(fault)}", ExitCode.Errors, fault);
        }
    }
}

/// <summary>What <c>types</c> wrote.</summary>
internal sealed record WrittenTypes(string File);

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Cli.Output;
using TriggerBridge.Json;

namespace TriggerBridge.Cli.Isc;

/// <summary>A file with what a command sends.</summary>
internal static class JsonFile
{
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static Argument<FileInfo> Argument(string description) => new("file") { Description = description };

    /// <exception cref="CliException">It cannot be read, or holds something else.</exception>
    public static async Task<T> ReadAsync<T>(FileInfo file, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var document = await ParseAsync(file, cancellationToken);
            return document.Deserialize(type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new CliException($"{file}: the value at {fault.Path ?? "$"} is not what ISC takes there, or lacks something. 'get' with --output json shows the form of one that exists.", ExitCode.Errors, fault);
        }
    }

    public static async Task<JsonElement> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        using var document = await ParseAsync(file, cancellationToken);
        return document.RootElement.Clone();
    }

    private static async Task<JsonDocument> ParseAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = file.OpenRead();
            return await JsonDocument.ParseAsync(content, Tolerant, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
        catch (JsonException fault)
        {
            throw new CliException($"{file}: {JsonText.Describe(fault)}.", ExitCode.Errors, fault);
        }
    }
}

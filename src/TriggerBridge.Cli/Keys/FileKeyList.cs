using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.Operators;

namespace TriggerBridge.Cli.Keys;

/// <summary>A list of API keys in a file of secrets, for Development.</summary>
internal sealed class FileKeyList(string file, string secret) : IKeyListStore
{
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public string Place => $"'{secret}' in {file}";

    public async Task<StoredKeys> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken), documentOptions: Tolerant)?[secret]?.ToJsonString() is { } text
                ? StoredKeys.Parse(text, Place)
                : StoredKeys.None;
        }
        catch (Exception missing) when (missing is FileNotFoundException)
        {
            return StoredKeys.None;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new CliException($"The secrets file {file} is not one JSON object.", ExitCode.Errors, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }

    public async Task ReplaceAsync(StoredKeys read, ApiKeyList list, CancellationToken cancellationToken)
    {
        try
        {
            await using var held = await PrivateFile.HoldAsync(file, cancellationToken);
            read.RefuseIfChanged(await ReadAsync(cancellationToken), Place);
            await new FileSecretStore(file).WriteAsync(secret, list.Write(), cancellationToken);
        }
        catch (Exception fault) when (fault is SecretStoreException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TriggerBridge.Credentials;

/// <summary>
/// Development only: writes to the secrets file, in one step, for its owner alone. What was there before stays under
/// <c>{name}-previous</c>; comments are lost.
/// </summary>
internal sealed class FileSecretStore(string path) : SecretStore
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public override string Place => path;

    [SuppressMessage("Design", "MA0054", Justification = "The message of a JsonException quotes the text.")]
    public override async Task WriteAsync(string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            var secrets = File.Exists(path)
                ? JsonNode.Parse(await File.ReadAllBytesAsync(path, cancellationToken), documentOptions: Tolerant)?.AsObject() ?? []
                : [];
            if (secrets.TryGetPropertyValue(name, out var before) && before is not null)
                secrets[$"{name}-previous"] = before.DeepClone();
            // As the file is read: an object is a secret's JSON, and a text is the secret.
            secrets[name] = value.StartsWith('{') ? JsonNode.Parse(value) : JsonValue.Create(value);
            await OwnerFile.ReplaceAsync(path, secrets.ToJsonString(Readable), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SecretStoreException($"the secrets file cannot be written: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new SecretStoreException($"the secrets file '{path}' is not one JSON object.");
        }
    }
}

using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Credentials;

/// <summary>A secrets file, parsed. <c>Problem</c> says where it is wrong, and never what stands there.</summary>
internal abstract record SecretsFileContent
{
    private static readonly JsonDocumentOptions Tolerant = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    private SecretsFileContent()
    {
    }

    public static SecretsFileContent Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Tolerant);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? OfObject(document.RootElement)
                : new Malformed("must be one JSON object of secret names");
        }
        catch (JsonException malformed)
        {
            // Its message quotes the text; its position does not.
            return new Malformed(malformed is { LineNumber: { } line, BytePositionInLine: { } position }
                ? string.Create(CultureInfo.InvariantCulture, $"is not valid JSON at line {line + 1}, position {position + 1}")
                : "is not valid JSON, or has a name twice");
        }
    }

    private static SecretsFileContent OfObject(JsonElement root)
    {
        var secrets = new Dictionary<string, SecretValue>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.String:
                    secrets.Add(property.Name, new SecretValue(property.Value.GetString()!));
                    break;
                case JsonValueKind.Object:
                    secrets.Add(property.Name, new SecretValue(PlainJson(property.Value)));
                    break;
                default:
                    return new Malformed($"has a value for '{property.Name}' that is neither a text nor an object");
            }
        }

        return new Secrets(secrets.ToFrozenDictionary(StringComparer.Ordinal));
    }

    // Not the raw text: a vault would hold strict JSON, without the comments that this file may have.
    private static string PlainJson(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public sealed record Secrets(FrozenDictionary<string, SecretValue> ByName) : SecretsFileContent;

    public sealed record Malformed(string Problem) : SecretsFileContent;
}

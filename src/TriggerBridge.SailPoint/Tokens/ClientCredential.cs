using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.SailPoint.Tokens;

/// <summary>An OAuth client of ISC as Key Vault keeps it: the JSON <c>{"id","secret","url"}</c> that ISC returned.</summary>
public sealed record ClientCredential
{
    public required string Id { get; init; }

    public required string Secret { get; init; }

    /// <summary>The execute URL of an external-trigger client, absolute or relative to the tenant's base; other clients have none.</summary>
    public string? Url { get; init; }

    /// <summary>Reads the stored JSON; keys it does not know are ignored. <paramref name="problem"/> never contains any of the text.</summary>
    public static bool TryParse(
        string json,
        [NotNullWhen(true)] out ClientCredential? credential,
        [NotNullWhen(false)] out string? problem)
    {
        credential = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            problem = Read(document.RootElement, out credential);
        }
        catch (JsonException)
        {
            // The exception's message quotes the text.
            problem = "it is not JSON";
        }

        return problem is null && credential is not null;
    }

    private static string? Read(JsonElement root, out ClientCredential? credential)
    {
        credential = null;
        if (root.ValueKind != JsonValueKind.Object)
            return "it is not a JSON object";
        if (!TryGetText(root, "id", out var id) || id.Length == 0)
            return "'id' is missing, empty or not a string";
        if (!TryGetText(root, "secret", out var secret) || secret.Length == 0)
            return "'secret' is missing, empty or not a string";
        if (!TryGetText(root, "url", out var url) && root.TryGetProperty("url", out var other) && other.ValueKind != JsonValueKind.Null)
            return "'url' is not a string";

        credential = new ClientCredential { Id = id, Secret = secret, Url = string.IsNullOrEmpty(url) ? null : url };
        return null;
    }

    private static bool TryGetText(JsonElement root, string name, [NotNullWhen(true)] out string? text)
    {
        text = root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", Secret = ***, Url = ").Append(Url);
        return true;
    }
}

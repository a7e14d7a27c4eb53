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
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The exception's message quotes the text.
            problem = "it is not JSON or not valid text";
        }

        return problem is null && credential is not null;
    }

    private static string? Read(JsonElement root, out ClientCredential? credential)
    {
        credential = null;
        if (root.ValueKind != JsonValueKind.Object)
            return "it is not a JSON object";
        if (TextOf(root, "id") is not { Length: > 0 } id)
            return "'id' is missing, empty or not a string";
        if (TextOf(root, "secret") is not { Length: > 0 } secret)
            return "'secret' is missing, empty or not a string";
        if (root.TryGetProperty("url", out var url) && url.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            return "'url' is not a string";

        credential = new ClientCredential { Id = id, Secret = secret, Url = TextOf(root, "url") is { Length: > 0 } text ? text : null };
        return null;
    }

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", Secret = ***, Url = ").Append(Url);
        return true;
    }
}

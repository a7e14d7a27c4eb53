using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Operators;

/// <summary>One API key, as the list of them has it: never the key itself.</summary>
internal sealed record ApiKeyEntry
{
    public required string Name { get; init; }

    /// <summary>See <see cref="ApiKey.HashOf"/>.</summary>
    public required string Sha256 { get; init; }

    public required IReadOnlyList<OperatorRole> Roles { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? Expires { get; init; }

    public bool IsLive(DateTimeOffset now) => Expires is not { } end || now < end;
}

/// <summary>What the secret with the API keys holds: <c>{"keys": [{"name", "sha256", "roles", "created", "expires"}]}</c>.</summary>
internal sealed record ApiKeyList
{
    public required IReadOnlyList<ApiKeyEntry> Keys { get; init; }

    /// <summary>A list of one key, for which nobody asks: it may do everything, and does not expire.</summary>
    public static ApiKeyList Of(string name, string key) => new() { Keys = [new ApiKeyEntry { Name = name, Sha256 = ApiKey.HashOf(key), Roles = OperatorRoles.All }] };

    /// <returns>Null where it is no such list.</returns>
    public static ApiKeyList? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ApiKeyJson.Default.ApiKeyList);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, ApiKeyJson.Default.ApiKeyList);

    /// <summary>Compares with each key that there is, in a time that tells nothing of which one it is.</summary>
    /// <returns>Null: it is none of them.</returns>
    public ApiKeyEntry? Find(string key)
    {
        var hash = Encoding.ASCII.GetBytes(ApiKey.HashOf(key));
        ApiKeyEntry? found = null;
        foreach (var entry in Keys)
            if (CryptographicOperations.FixedTimeEquals(hash, Encoding.UTF8.GetBytes(entry.Sha256))) found = entry;
        return found;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiKeyList))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;

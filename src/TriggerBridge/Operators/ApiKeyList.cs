using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Operators;

/// <summary>One API key, as the list of them has it: never the key itself.</summary>
internal sealed record ApiKeyEntry
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 100;

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

    /// <summary>Reads a list that is to be written again: nothing in it may be lost.</summary>
    /// <returns>Null where it is no such list, or has an entry that is none. <see cref="ApiKeyListReader"/> does without such entries.</returns>
    public static ApiKeyList? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ApiKeyJson.Default.ApiKeyList) is { } list && list.Keys.All(entry => entry is not null) ? list : null;
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
        var hash = Convert.FromHexString(ApiKey.HashOf(key));
        Span<byte> other = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKeyEntry? found = null;
        foreach (var entry in Keys)
        {
            other.Clear();
            // One that is no hash compares as zeros, which no key has.
            Convert.FromHexString(entry.Sha256, other, out _, out _);
            if (CryptographicOperations.FixedTimeEquals(hash, other)) found = entry;
        }

        return found;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiKeyList))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;

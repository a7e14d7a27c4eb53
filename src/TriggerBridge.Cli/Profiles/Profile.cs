using System.Text.Json.Serialization;

namespace TriggerBridge.Cli.Profiles;

/// <summary>How somebody proves to an app who they are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProfileAuth>))]
internal enum ProfileAuth
{
    /// <summary>By an API key.</summary>
    [JsonStringEnumMemberName("key")]
    Key,

    /// <summary>By an access token of Entra ID.</summary>
    [JsonStringEnumMemberName("entra")]
    Entra,
}

/// <summary>An app that somebody works with. Its key is kept in another file.</summary>
internal sealed record Profile
{
    public const int LongestName = 64;

    /// <summary>Where it is, such as <c>https://bridge.example.com</c>.</summary>
    public required string Url { get; init; }

    public ProfileAuth Auth { get; init; }

    /// <summary>With Entra ID: of the app's registration.</summary>
    public string? Scope { get; init; }

    /// <summary>Letters, digits, dots, hyphens and underscores, so that nobody has to quote it.</summary>
    public static bool IsName(string text) =>
        text is { Length: > 0 and <= LongestName } && char.IsAsciiLetterOrDigit(text[0]) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
}

/// <summary>What <c>profiles.json</c> holds.</summary>
internal sealed record ProfileList
{
    /// <summary>The one that is taken where none is named.</summary>
    public string? Current { get; init; }

    public IReadOnlyDictionary<string, Profile> Profiles { get; init => field = value ?? new Dictionary<string, Profile>(StringComparer.Ordinal); } = new Dictionary<string, Profile>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true, WriteIndented = true, RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ProfileList))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ProfileJson : JsonSerializerContext;

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Places;

/// <summary>Which files are current in a place that bridges are pushed to, and which were before.</summary>
internal sealed record Manifest
{
    /// <summary>Room for as many versions as are kept, of as many files as are read, with long names.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private const int LongestName = 128;

    /// <summary>The number of the first of <see cref="Versions"/>.</summary>
    public required int Current { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<PublishedVersion> Versions { get; init; }

    [JsonIgnore]
    public PublishedVersion Newest => Versions[0];

    public PublishedVersion? Find(int number) => Versions.FirstOrDefault(version => version.Number == number);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.Manifest);

    /// <param name="problem">Why it is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out Manifest manifest, out string problem)
    {
        manifest = null;
        try
        {
            manifest = JsonSerializer.Deserialize(text, ManifestJson.Default.Manifest);
        }
        catch (JsonException fault)
        {
            problem = $"it cannot be read at {fault.Path ?? "$"}";
            return false;
        }

        problem = manifest is null ? "it is null" : manifest.Problem() ?? "";
        return problem.Length == 0;
    }

    /// <summary>Whether a file may have this name: also where files are written, nothing may lead out of their folder.</summary>
    public static bool IsFileName(string name) => CompanionFile.IsName(name) || (name.Length <= LongestName && IsBridgeFileName(name) && name != PublishedBridges.ManifestFile);

    private static bool IsBridgeFileName(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is var end && (end < 0 || PlainName.IsFolder(name.AsSpan(0, end))) && PlainName.IsFile(name.AsSpan(end + 1), ".json");

    private string? Problem()
    {
        if (Versions.Any(version => version is null) || Versions is not [{ } newest, ..])
            return "it names no version";
        if (newest.Number != Current)
            return $"its current version {Current} is not its newest, {newest.Number}";
        if (Versions.Zip(Versions.Skip(1)).Any(pair => pair.First.Number <= pair.Second.Number))
            return "its versions are not in order";
        foreach (var version in Versions)
        {
            if (version.Files.Count > BridgeFileText.MostFiles)
                return $"its version {version.Number} has more than {BridgeFileText.MostFiles} files";
            if (version.Files.Keys.FirstOrDefault(name => !IsFileName(name)) is { } name)
                return $"its version {version.Number} has a file '{name}', which no bridge may be called";
            if (version.Files.Values.Any(hash => hash is null || !IsHash(hash)))
                return $"its version {version.Number} has a file without the SHA-256 of its content";
        }

        return null;
    }

    private static bool IsHash(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>All files, as they were current from one push to the next.</summary>
internal sealed record PublishedVersion
{
    public required int Number { get; init; }

    /// <summary>By the clock of the machine that pushed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who pushed.</summary>
    public required string By { get; init; }

    public string? Message { get; init; }

    /// <summary>The number of the older version whose files these are, after a rollback.</summary>
    public int? Restores { get; init; }

    /// <summary>The SHA-256 of each file's content, by its name.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

using System.Security.Cryptography;

namespace TriggerBridge.Bridges.Places;

/// <summary>
/// The layout of a place that bridges are pushed to: <c>content/{sha256}</c> for each content, and <c>manifest.json</c>, which names them and is
/// written last and at once. So all files of a push become current together or none does, wherever a push ends.
/// </summary>
internal sealed class PublishedBridges(IFileStore store, TimeProvider time)
{
    /// <summary>More are forgotten, the oldest first.</summary>
    public const int MostVersions = 50;

    public const string ManifestFile = "manifest.json";

    private const string ContentFolder = "content";

    // Another push may just be writing what its manifest is about to name.
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(1);

    public IFileStore Store => store;

    public static string ContentOf(string hash) => $"{ContentFolder}/{hash}";

    public static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));

    /// <param name="last">What is known: the same object where nothing has changed.</param>
    /// <returns>Null: nothing has been pushed here.</returns>
    public async Task<Publication?> ReadAsync(Publication? last, CancellationToken cancellationToken)
    {
        switch (await store.ReadAsync(ManifestFile, Manifest.MostBytes, last?.Tag, cancellationToken))
        {
            case StoredRead.Unchanged:
                return last;
            case StoredRead.Missing:
                return null;
            case StoredRead.Found { Text: var text, Tag: var tag }:
                return Manifest.TryRead(text.Span, out var manifest, out var problem)
                    ? new Publication(manifest, tag)
                    : throw Invalid($"{ManifestFile} is not what a push writes: {problem}. Put back one that is whole, or delete it and push again. If it is a bridge, rename it");
            default:
                throw Invalid($"{ManifestFile} is larger than {Manifest.MostBytes / 1024 / 1024} MiB, which none is: delete it and push again");
        }
    }

    /// <summary>The content of a file.</summary>
    /// <param name="name">For which file.</param>
    public async Task<ReadOnlyMemory<byte>> ReadContentAsync(string name, string hash, CancellationToken cancellationToken) =>
        await store.ReadAsync(ContentOf(hash), BridgeFileText.MostBytes, known: null, cancellationToken) switch
        {
            StoredRead.Found { Text: var text } when HashOf(text.Span) == hash => text,
            StoredRead.Missing => throw Invalid($"{ContentOf(hash)} is not there, and {ManifestFile} names it for {name}: push again"),
            _ => throw Invalid($"{ContentOf(hash)} is not the content that {ManifestFile} names for {name}: push again"),
        };

    /// <summary>Makes files current.</summary>
    /// <param name="last">What they follow; null: nothing.</param>
    /// <param name="files">All of them, by name.</param>
    /// <param name="version">Without number and files.</param>
    /// <returns>Null: something else has been pushed since <paramref name="last"/>, and nothing is changed.</returns>
    public async Task<Publication?> PushAsync(Publication? last, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, NewVersion version, CancellationToken cancellationToken)
    {
        if (files.Keys.FirstOrDefault(name => !Manifest.IsFileName(name)) is { } wrong)
            throw new ArgumentException($"No bridge may be called {wrong}.", nameof(files));
        var hashes = files.OrderBy(file => file.Key, StringComparer.Ordinal).ToDictionary(file => file.Key, file => HashOf(file.Value.Span), StringComparer.Ordinal);
        // Also what should be there: it may be spoiled; and what an unfinished push has left is new again, and no other push takes it for what nobody needs.
        foreach (var (name, hash) in hashes.DistinctBy(file => file.Value, StringComparer.Ordinal))
            await store.WriteAsync(ContentOf(hash), files[name], cancellationToken);

        var next = new PublishedVersion
        {
            Number = (last?.Manifest.Current ?? 0) + 1,
            At = time.GetUtcNow(),
            By = version.By,
            Message = version.Message,
            Restores = version.Restores,
            Files = hashes,
        };
        var manifest = new Manifest { Current = next.Number, Versions = [next, .. (last?.Manifest.Versions ?? []).Take(MostVersions - 1)] };
        if (await ReplaceAsync(manifest.Write(), last?.Tag, cancellationToken) is not { } tag)
            return null;
        await DeleteForgottenAsync(HashesOf(manifest), cancellationToken);
        return new Publication(manifest, tag);
    }

    private async Task<string?> ReplaceAsync(byte[] manifest, string? tag, CancellationToken cancellationToken)
    {
        if (await store.TryReplaceAsync(ManifestFile, manifest, tag, cancellationToken) is { } written)
            return written;
        // A write whose answer was lost is repeated, and then finds itself.
        return await store.ReadAsync(ManifestFile, Manifest.MostBytes, known: null, cancellationToken) is StoredRead.Found { Text: var now, Tag: var found } && now.Span.SequenceEqual(manifest)
            ? found
            : null;
    }

    private async Task DeleteForgottenAsync(HashSet<string> hashes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var file in store.ListAsync(ContentFolder, folders: null, cancellationToken))
            {
                if (file.Age > Unfinished && !hashes.Contains(file.Name[ContentOf("").Length..]))
                    await store.DeleteAsync(file, cancellationToken);
            }
        }
        catch (BridgesUnreadableException)
        {
            // The files are current; a later push deletes what is left.
        }
    }

    private static HashSet<string> HashesOf(Manifest manifest) => manifest.Versions.SelectMany(version => version.Files.Values).ToHashSet(StringComparer.Ordinal);

    private BridgesUnreadableException Invalid(string problem) => new(store.Name, problem);
}

/// <summary>A manifest as it was read or written.</summary>
/// <param name="Tag">Of its file.</param>
internal sealed record Publication(Manifest Manifest, string Tag);

/// <summary>What a push says of itself.</summary>
/// <param name="Restores">The number of an older version whose files it makes current again.</param>
internal sealed record NewVersion(string By, string? Message, int? Restores = null);

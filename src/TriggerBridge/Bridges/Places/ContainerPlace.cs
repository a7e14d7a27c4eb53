namespace TriggerBridge.Bridges.Places;

/// <summary>The bridge files that somebody has copied into a container, and the files that they use. What has not changed is not read again.</summary>
internal sealed class ContainerPlace(IFileStore store) : IBridgePlace
{
    private const string Extension = ".json";

    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private PlaceContent? _content;

    public string Name => store.Name;

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    public bool IsNeededAtStart => false;

    public async ValueTask<PlaceContent> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Known>(StringComparer.Ordinal);
        foreach (var file in await ListAsync(cancellationToken))
        {
            if (await ReadAsync(file, cancellationToken) is { } known)
                found.Add(file.Name, known);
        }

        if (_content is null || found.Count != _known.Count || found.Any(file => !_known.TryGetValue(file.Key, out var before) || before != file.Value))
            _content = PlaceContent.Of(found.Values.Select(known => known.Text));
        _known = found;
        return _content;
    }

    private async Task<List<StoredFile>> ListAsync(CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        var files = await ListAsync("", folders, cancellationToken) ?? throw TooMany();
        if (folders.Contains(BridgeFileText.SourcesFolder, StringComparer.Ordinal))
            files.AddRange(await ListAsync(BridgeFileText.SourcesFolder, folders: null, cancellationToken) ?? throw TooMany());
        files.RemoveAll(file => !file.Name.EndsWith(Extension, StringComparison.Ordinal) && !CompanionFile.IsName(file.Name));
        // One of so many is something else's, as is all of it that no bridge may name.
        foreach (var folder in CompanionFile.FoldersOf(folders))
            files.AddRange((await ListAsync(folder, folders: null, cancellationToken) ?? []).Where(file => CompanionFile.IsName(file.Name)));
        return files.Count > BridgeFileText.MostFiles ? throw TooMany() : files;
    }

    /// <returns>Null: there are too many.</returns>
    private async Task<List<StoredFile>?> ListAsync(string folder, List<string>? folders, CancellationToken cancellationToken)
    {
        var files = new List<StoredFile>();
        await foreach (var file in store.ListAsync(folder, folders, cancellationToken))
        {
            files.Add(file);
            if (files.Count > BridgeFileText.MostFiles)
                return null;
        }

        return files;
    }

    private BridgesUnreadableException TooMany() =>
        new(Name, $"holds more than {BridgeFileText.MostFiles} files, which no container of bridges does: nothing of it is read. Use a container for the bridges alone");

    /// <returns>Null: it is gone meanwhile.</returns>
    private async Task<Known?> ReadAsync(StoredFile file, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(file.Name, out var known) && known.Tag == file.Tag)
            return known;
        var location = $"{Name}/{file.Name}";
        return await store.ReadAsync(file.Name, BridgeFileText.MostBytes, known: null, cancellationToken) switch
        {
            StoredRead.Found { Text: var text, Tag: var tag } => new Known(tag, new BridgeFileText(file.Name, location, text)),
            StoredRead.TooLong => new Known(file.Tag, BridgeFileText.TooLong(file.Name, location)),
            _ => null,
        };
    }

    private sealed record Known(string Tag, BridgeFileText Text);
}

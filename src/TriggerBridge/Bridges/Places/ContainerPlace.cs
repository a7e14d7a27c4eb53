namespace TriggerBridge.Bridges.Places;

/// <summary>The bridge files that somebody has copied into a container. What has not changed is not read again.</summary>
internal sealed class ContainerPlace(IFileStore store) : IBridgePlace
{
    private const string Extension = ".json";

    // Others, such as that of samples, are no matter of the app.
    private static readonly string[] Folders = ["", BridgeFileText.SourcesFolder];

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
            _content = new PlaceContent([.. found.Values.Select(known => known.Text).OrderBy(text => text.Name, StringComparer.Ordinal)]);
        _known = found;
        return _content;
    }

    private async Task<List<StoredFile>> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<StoredFile>();
        foreach (var folder in Folders)
        {
            await foreach (var file in store.ListAsync(folder, cancellationToken))
            {
                files.Add(file);
                if (files.Count > BridgeFileText.MostFiles)
                    throw new BridgesUnreadableException(Name, $"holds more than {BridgeFileText.MostFiles} files, which no container of bridges does: nothing of it is read. Use a container for the bridges alone");
            }
        }

        return [.. files.Where(file => file.Name.EndsWith(Extension, StringComparison.Ordinal))];
    }

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

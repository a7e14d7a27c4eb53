using System.Collections.Concurrent;

namespace TriggerBridge.Bridges.Places;

/// <summary>What has been pushed to a place; where nothing has, the plain files in it.</summary>
internal sealed class PublishedPlace(IFileStore store, IBridgePlace plain, TimeProvider time) : IBridgePlace
{
    private const int ReadAtOnce = 8;

    // Before the next look is due. What has been read by then is kept.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(8);

    private readonly PublishedBridges _bridges = new(store, time);
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _contents = new(StringComparer.Ordinal);
    private Publication? _publication;
    private PlaceContent? _content;

    public string Name => plain.Name;

    public TimeSpan Interval => plain.Interval;

    public bool IsNeededAtStart => plain.IsNeededAtStart;

    public async ValueTask<PlaceContent> ReadAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestLook, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await ReadInTimeAsync(both.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BridgesUnreadableException(Name, $"did not answer within {LongestLook.TotalSeconds:0} seconds: it is asked again", fault) { Fault = PlaceFault.NoAnswer };
        }
    }

    private async ValueTask<PlaceContent> ReadInTimeAsync(CancellationToken cancellationToken)
    {
        if (await _bridges.ReadAsync(_publication, cancellationToken) is not { } publication)
        {
            return _content is null
                ? await plain.ReadAsync(cancellationToken)
                : throw new BridgesUnreadableException(Name, $"{PublishedBridges.ManifestFile} is gone: push again. To have the plain files read instead, restart the app");
        }

        if (publication == _publication && _content is not null)
            return _content;
        if (_content is not null)
            return await ReadAsync(publication, publication.Manifest.Newest, cancellationToken);

        // A process that begins has nothing that could go on working: it takes the newest version that is whole, and the next look says what is wrong with the newest of all.
        BridgesUnreadableException? spoiled = null;
        foreach (var version in publication.Manifest.Versions)
        {
            try
            {
                return await ReadAsync(publication, version, cancellationToken);
            }
            catch (BridgesUnreadableException fault) when (fault.Fault == PlaceFault.Invalid)
            {
                spoiled ??= fault;
            }
        }

        throw spoiled!;
    }

    private async Task<PlaceContent> ReadAsync(Publication publication, PublishedVersion version, CancellationToken cancellationToken)
    {
        var files = version.Files;
        await Parallel.ForEachAsync(
            files.DistinctBy(file => file.Value, StringComparer.Ordinal).Where(file => !_contents.ContainsKey(file.Value)),
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken },
            async (file, token) => _contents[file.Value] = await _bridges.ReadContentAsync(file.Key, file.Value, token));
        foreach (var forgotten in _contents.Keys.Except(files.Values, StringComparer.Ordinal).ToList())
            _contents.TryRemove(forgotten, out _);
        _content = PlaceContent.Of(files.Select(file => new BridgeFileText(file.Key, $"{Name}/{file.Key}", _contents[file.Value])));
        _publication = version == publication.Manifest.Newest ? publication : null;
        return _content;
    }
}

using System.Text;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Places;

/// <summary>Pushes, and what a reader sees of them.</summary>
public abstract class PublishedBridgesTests : IAsyncLifetime
{
    private const string Killed = "the process ends here";

    private readonly ManualClock _time = new();

    private protected IFileStore Store { get; set; } = null!;

    private PublishedBridges Bridges => new(Store, _time);

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Makes a file look as if it had been written then.</summary>
    private protected abstract IFileStore Aged(TimeSpan age);

    [Fact]
    public async Task All_files_of_a_push_are_current_with_who_when_and_why()
    {
        var first = await PushAsync(Bridges, null, ("a.json", "1"), ("sources/b.json", "2"));
        var second = await PushAsync(Bridges, first, ("a.json", "1"), ("c.json", "3"));

        Assert.Equal(["a.json 1", "c.json 3"], await ReadAsync());
        var manifest = (await Bridges.ReadAsync(last: null, CancellationToken.None))!.Manifest;
        Assert.Equal(2, manifest.Current);
        Assert.Equal([2, 1], manifest.Versions.Select(version => version.Number));
        Assert.Equal(("ann", "why", _time.GetUtcNow()), (manifest.Newest.By, manifest.Newest.Message, manifest.Newest.At));
        Assert.Equal(["a.json", "sources/b.json"], manifest.Find(1)!.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Same(second, await Bridges.ReadAsync(second, CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_pushes_at_once_one_is_current_and_the_other_changes_nothing()
    {
        var last = await PushAsync(Bridges, null, ("a.json", "0"));

        var pushes = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => Task.Run(() => PushAsync(Bridges, last, ("a.json", $"{i}"), ("b.json", $"{i}")))));

        var winner = Assert.Single(pushes.OfType<Publication>());
        var text = (await ReadAsync())[0][^1];
        Assert.Equal([$"a.json {text}", $"b.json {text}"], await ReadAsync());
        Assert.Equal(2, winner.Manifest.Current);
        Assert.Same(winner, await Bridges.ReadAsync(winner, CancellationToken.None));
    }

    [Fact]
    public async Task A_push_that_ends_anywhere_leaves_the_old_state_and_the_next_one_works()
    {
        var last = await PushAsync(Bridges, null, ("a.json", "old"), ("b.json", "old"));
        for (var writes = 0; ; writes++)
        {
            var killed = new KilledStore(Store, writes);
            try
            {
                await PushAsync(new PublishedBridges(killed, _time), last, ("a.json", "new a"), ("b.json", "new b"));
                Assert.Equal(3, writes);
                break;
            }
            catch (IOException fault) when (fault.Message == Killed)
            {
                Assert.Equal(["a.json old", "b.json old"], await ReadAsync());
            }
        }

        Assert.Equal(["a.json new a", "b.json new b"], await ReadAsync());
    }

    [Fact]
    public async Task A_push_whose_answer_is_lost_and_that_is_repeated_finds_itself()
    {
        var last = await PushAsync(Bridges, null, ("a.json", "old"));

        var next = await PushAsync(new PublishedBridges(new RepeatingStore(Store), _time), last, ("a.json", "new"));

        Assert.Equal(2, next!.Manifest.Current);
        Assert.Same(next, await Bridges.ReadAsync(next, CancellationToken.None));
    }

    [Fact]
    public async Task Fifty_versions_are_kept()
    {
        Publication? last = null;
        for (var i = 1; i <= 53; i++) last = await PushAsync(Bridges, last, ("a.json", $"{i}"));

        var versions = (await Bridges.ReadAsync(last: null, CancellationToken.None))!.Manifest.Versions;

        Assert.Equal(Enumerable.Range(4, 50).Reverse(), versions.Select(version => version.Number));
        Assert.Equal("4", Encoding.UTF8.GetString((await Bridges.ReadContentAsync("a.json", versions[^1].Files["a.json"], CancellationToken.None)).Span));
    }

    [Fact]
    public async Task Contents_that_nobody_names_are_deleted_after_a_day()
    {
        var last = await PushAsync(Bridges, null, ("a.json", "1"));
        await Store.WriteAsync(PublishedBridges.ContentOf("0000"), "lost"u8.ToArray(), CancellationToken.None);

        last = await PushAsync(new PublishedBridges(Aged(TimeSpan.FromHours(23)), _time), last, ("a.json", "2"));
        Assert.Equal(3, await CountContentsAsync());
        await PushAsync(new PublishedBridges(Aged(TimeSpan.FromHours(25)), _time), last, ("a.json", "3"));

        Assert.Equal(3, await CountContentsAsync());
        Assert.IsType<StoredRead.Missing>(await Store.ReadAsync(PublishedBridges.ContentOf("0000"), 10, known: null, CancellationToken.None));
    }

    [Theory]
    [InlineData("", "it cannot be read at $")]
    [InlineData("null", "it is null")]
    [InlineData("""{"current":1}""", "it cannot be read at $")]
    [InlineData("""{"current":1,"versions":[]}""", "it names no version")]
    [InlineData("""{"current":1,"versions":[null]}""", "it names no version")]
    [InlineData("""{"current":2,"versions":[{"number":1,"at":"2026-01-01T00:00:00Z","by":"a","files":{}}]}""", "its current version 2 is not its newest, 1")]
    [InlineData("""{"current":1,"versions":[{"number":1,"at":"2026-01-01T00:00:00Z","by":"a","files":{}},{"number":1,"at":"2026-01-01T00:00:00Z","by":"a","files":{}}]}""", "its versions are not in order")]
    [InlineData("""{"current":1,"versions":[{"number":1,"at":"2026-01-01T00:00:00Z","by":"a","files":{"../a.json":"x"}}]}""", "its version 1 has a file '../a.json', which no bridge may be called")]
    [InlineData("""{"current":1,"versions":[{"number":1,"at":"2026-01-01T00:00:00Z","by":"a","files":{"a.json":"../x"}}]}""", "its version 1 has a file without the SHA-256 of its content")]
    [InlineData("""{"current":1,"versions":[{"number":1,"at":"2026-01-01T00:00:00Z","by":"a","files":{"a.json":null}}]}""", "its version 1 has a file without the SHA-256 of its content")]
    public async Task A_manifest_that_makes_no_sense_says_why(string text, string problem)
    {
        await Store.WriteAsync(PublishedBridges.ManifestFile, Encoding.UTF8.GetBytes(text), CancellationToken.None);

        var fault = await Assert.ThrowsAsync<BridgesUnreadableException>(() => Bridges.ReadAsync(last: null, CancellationToken.None));

        Assert.Equal($"manifest.json is not what a push writes: {problem}. Put back one that is whole, or delete it and push again. If it is a bridge, rename it", fault.Error.Problem);
        Assert.Equal(Store.Name, fault.Error.File);
    }

    [Fact]
    public async Task A_manifest_that_is_too_large_is_not_read()
    {
        await Store.WriteAsync(PublishedBridges.ManifestFile, new byte[Manifest.MostBytes + 1], CancellationToken.None);

        var fault = await Assert.ThrowsAsync<BridgesUnreadableException>(() => Bridges.ReadAsync(last: null, CancellationToken.None));

        Assert.Contains("larger than 16 MiB", fault.Error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_that_is_not_there_or_another_one_is_told()
    {
        var last = await PushAsync(Bridges, null, ("a.json", "1"));
        var hash = last!.Manifest.Newest.Files["a.json"];

        await Store.WriteAsync(PublishedBridges.ContentOf(hash), "2"u8.ToArray(), CancellationToken.None);
        Assert.Contains("is not the content that manifest.json names for a.json", await ProblemAsync(), StringComparison.Ordinal);
        await Store.WriteAsync(PublishedBridges.ContentOf(hash), new byte[50_000_000], CancellationToken.None);
        Assert.Contains("is not the content that manifest.json names for a.json", await ProblemAsync(), StringComparison.Ordinal);
        await Store.DeleteAsync((await Store.ListAsync("content", folders: null, CancellationToken.None).ToListAsync()).Single(file => file.Name.EndsWith(hash, StringComparison.Ordinal)), CancellationToken.None);
        Assert.Contains("is not there, and manifest.json names it for a.json: push again", await ProblemAsync(), StringComparison.Ordinal);

        async Task<string> ProblemAsync() =>
            (await Assert.ThrowsAsync<BridgesUnreadableException>(async () => await Place().ReadAsync(CancellationToken.None))).Error.Problem;
    }

    [Fact]
    public async Task While_a_place_cannot_be_read_what_was_read_before_is_not_lost()
    {
        var place = Place();
        var last = await PushAsync(Bridges, null, ("a.json", "1"));
        var content = await place.ReadAsync(CancellationToken.None);
        Assert.Same(content, await place.ReadAsync(CancellationToken.None));

        await Store.WriteAsync(PublishedBridges.ManifestFile, "{"u8.ToArray(), CancellationToken.None);
        await Assert.ThrowsAsync<BridgesUnreadableException>(async () => await place.ReadAsync(CancellationToken.None));
        await Store.WriteAsync(PublishedBridges.ManifestFile, last!.Manifest.Write(), CancellationToken.None);

        Assert.Equal(content.Files[0].Text, (await place.ReadAsync(CancellationToken.None)).Files[0].Text);
    }

    [Fact]
    public async Task A_manifest_that_is_gone_is_no_empty_place()
    {
        var place = Place();
        await PushAsync(Bridges, null, ("a.json", "1"));
        await place.ReadAsync(CancellationToken.None);
        await Store.DeleteAsync((await Store.ListAsync("", folders: null, CancellationToken.None).ToListAsync()).Single(file => file.Name == "manifest.json"), CancellationToken.None);

        var fault = await Assert.ThrowsAsync<BridgesUnreadableException>(async () => await place.ReadAsync(CancellationToken.None));

        Assert.StartsWith("manifest.json is gone: push again", fault.Error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contents_are_read_once()
    {
        var counting = new KilledStore(Store, writes: 0);
        var place = new PublishedPlace(counting, new ContainerPlace(counting), _time);
        var last = await PushAsync(Bridges, null, ("a.json", "1"), ("b.json", "2"), ("c.json", "2"));
        await place.ReadAsync(CancellationToken.None);
        Assert.Equal(3, counting.Reads);

        await PushAsync(Bridges, last, ("a.json", "1"), ("b.json", "3"));
        Assert.Equal(["a.json 1", "b.json 3"], Texts(await place.ReadAsync(CancellationToken.None)));
        Assert.Equal(5, counting.Reads);
    }

    [Fact]
    public async Task Files_that_bridges_use_are_pushed_with_them()
    {
        await PushAsync(Bridges, null, ("a.json", "1"), ("a.js", "2"), ("lib/dates.js", "3"), ("schemas/a.json", "4"));

        var content = await Place().ReadAsync(CancellationToken.None);

        Assert.Equal(["a.json 1"], Texts(content));
        Assert.Equal(["a.js 2", "lib/dates.js 3", "schemas/a.json 4"], content.Companions.Values.Select(file => $"{file.Name} {Encoding.UTF8.GetString(file.Text.Span)}").Order(StringComparer.Ordinal));
        foreach (var wrong in new[] { "../a.js", "lib/../a.js", "/a.js", "lib/deep/a.js", "samples/a.js", ".a.js", "a.mjs" })
            await Assert.ThrowsAsync<ArgumentException>(() => PushAsync(Bridges, null, (wrong, "")));
    }

    [Fact]
    public async Task A_process_that_begins_takes_the_newest_version_that_is_whole_and_the_next_look_says_what_is_wrong()
    {
        var first = await PushAsync(Bridges, null, ("a.json", "1"));
        await PushAsync(Bridges, first, ("a.json", "2"));
        await Store.WriteAsync(PublishedBridges.ContentOf(PublishedBridges.HashOf("2"u8)), "spoiled"u8.ToArray(), CancellationToken.None);
        var place = Place();

        Assert.Equal(["a.json 1"], Texts(await place.ReadAsync(CancellationToken.None)));
        var fault = await Assert.ThrowsAsync<BridgesUnreadableException>(async () => await place.ReadAsync(CancellationToken.None));
        Assert.Contains("is not the content that manifest.json names for a.json", fault.Error.Problem, StringComparison.Ordinal);

        await Store.WriteAsync(PublishedBridges.ContentOf(PublishedBridges.HashOf("2"u8)), "2"u8.ToArray(), CancellationToken.None);
        Assert.Equal(["a.json 2"], Texts(await place.ReadAsync(CancellationToken.None)));
    }

    private PublishedPlace Place() => new(Store, new ContainerPlace(Store), _time);

    private async Task<List<string>> ReadAsync() => Texts(await Place().ReadAsync(CancellationToken.None));

    private static List<string> Texts(PlaceContent content) => [.. content.Files.Select(file => $"{file.Name} {Encoding.UTF8.GetString(file.Text.Span)}")];

    private async Task<int> CountContentsAsync() => await Store.ListAsync("content", folders: null, CancellationToken.None).CountAsync();

    private static Task<Publication?> PushAsync(PublishedBridges bridges, Publication? last, params (string Name, string Text)[] files) => bridges.PushAsync(
        last,
        files.ToDictionary(file => file.Name, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal),
        new NewVersion("ann", "why"),
        CancellationToken.None);

    /// <summary>A process that ends at a write.</summary>
    private sealed class KilledStore(IFileStore store, int writes) : WrappedStore(store)
    {
        private int _reads;
        private int _left = writes;

        public int Reads => _reads;

        public override Task<StoredRead> ReadAsync(string name, int most, string? known, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return base.ReadAsync(name, most, known, cancellationToken);
        }

        public override Task WriteAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
        {
            Write();
            return base.WriteAsync(name, text, cancellationToken);
        }

        public override Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> text, string? tag, CancellationToken cancellationToken)
        {
            Write();
            return base.TryReplaceAsync(name, text, tag, cancellationToken);
        }

        private void Write()
        {
            if (_left-- == 0)
                throw new IOException(Killed);
        }
    }

    /// <summary>A client that repeats a write, for the answer to its first one was lost.</summary>
    private sealed class RepeatingStore(IFileStore store) : WrappedStore(store)
    {
        public override async Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> text, string? tag, CancellationToken cancellationToken)
        {
            await base.TryReplaceAsync(name, text, tag, cancellationToken);
            return await base.TryReplaceAsync(name, text, tag, cancellationToken);
        }
    }

    /// <summary>A store whose files are older than they are.</summary>
    private protected sealed class AgedStore(IFileStore store, TimeSpan age) : WrappedStore(store)
    {
        public override IAsyncEnumerable<StoredFile> ListAsync(string folder, ICollection<string>? folders, CancellationToken cancellationToken) =>
            base.ListAsync(folder, folders, cancellationToken).Select(file => file with { Age = file.Age + age });
    }

    private protected class WrappedStore(IFileStore store) : IFileStore
    {
        public string Name => store.Name;

        public virtual Task<StoredRead> ReadAsync(string name, int most, string? known, CancellationToken cancellationToken) => store.ReadAsync(name, most, known, cancellationToken);

        public virtual Task WriteAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) => store.WriteAsync(name, text, cancellationToken);

        public virtual Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> text, string? tag, CancellationToken cancellationToken) => store.TryReplaceAsync(name, text, tag, cancellationToken);

        public virtual IAsyncEnumerable<StoredFile> ListAsync(string folder, ICollection<string>? folders, CancellationToken cancellationToken) => store.ListAsync(folder, folders, cancellationToken);

        public Task DeleteAsync(StoredFile file, CancellationToken cancellationToken) => store.DeleteAsync(file, cancellationToken);
    }
}

public sealed class PublishedBridgesInFolder : PublishedBridgesTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridges-");

    public override Task InitializeAsync()
    {
        Store = new FolderStore(_folder.FullName, TimeProvider.System, Path.GetRandomFileName);
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    // As the folder tells it: here the clock can be set.
    private protected override IFileStore Aged(TimeSpan age) => new FolderStore(_folder.FullName, new ShiftedTime(TimeProvider.System, age), Path.GetRandomFileName);
}

[Collection(BlobTests.Name)]
public sealed class PublishedBridgesOnAzurite(BlobFixture blobs) : PublishedBridgesTests
{
    public override async Task InitializeAsync() => Store = BlobFixture.StoreOf(await blobs.NewContainerAsync());

    public override Task DisposeAsync() => Task.CompletedTask;

    private protected override IFileStore Aged(TimeSpan age) => new AgedStore(Store, age);
}

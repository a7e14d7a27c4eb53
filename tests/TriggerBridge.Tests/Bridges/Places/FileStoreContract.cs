using System.Text;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Places;

/// <summary>What published bridges rely on in a store.</summary>
public abstract class FileStoreContract : IAsyncLifetime
{
    private protected IFileStore Store { get; set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task What_is_written_is_read_and_with_its_tag_not_again()
    {
        Assert.IsType<StoredRead.Missing>(await ReadAsync("content/a"));
        await WriteAsync("content/a", "1");

        var read = Assert.IsType<StoredRead.Found>(await ReadAsync("content/a"));
        Assert.Equal("1", Encoding.UTF8.GetString(read.Text.Span));
        Assert.IsType<StoredRead.Unchanged>(await ReadAsync("content/a", read.Tag));

        await WriteAsync("content/a", "2");
        var changed = Assert.IsType<StoredRead.Found>(await ReadAsync("content/a", read.Tag));
        Assert.Equal("2", Encoding.UTF8.GetString(changed.Text.Span));
        Assert.NotEqual(read.Tag, changed.Tag);
    }

    [Fact]
    public async Task What_is_too_long_is_not_read()
    {
        await WriteAsync("content/a", "12345");

        Assert.IsType<StoredRead.TooLong>(await Store.ReadAsync("content/a", most: 4, known: null, CancellationToken.None));
        Assert.IsType<StoredRead.Found>(await Store.ReadAsync("content/a", most: 5, known: null, CancellationToken.None));
    }

    [Fact]
    public async Task A_file_is_replaced_only_as_it_was_known()
    {
        var first = await ReplaceAsync("1", tag: null);
        Assert.NotNull(first);
        Assert.Null(await ReplaceAsync("other", tag: null));

        var second = await ReplaceAsync("2", first);
        Assert.NotNull(second);
        Assert.Null(await ReplaceAsync("other", first));
        Assert.Equal("2", Encoding.UTF8.GetString(Assert.IsType<StoredRead.Found>(await ReadAsync("manifest.json")).Text.Span));
        Assert.Equal(second, Assert.IsType<StoredRead.Found>(await ReadAsync("manifest.json")).Tag);
    }

    [Fact]
    public async Task Of_those_who_replace_at_once_one_does()
    {
        var first = await ReplaceAsync("0", tag: null);

        var tags = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => ReplaceAsync($"{i}", first))));

        var tag = Assert.Single(tags.OfType<string>());
        Assert.IsType<StoredRead.Unchanged>(await ReadAsync("manifest.json", tag));
    }

    [Fact]
    public async Task A_list_has_the_files_of_one_folder()
    {
        await WriteAsync("a.json", "1");
        await WriteAsync("sources/b.json", "12");
        await WriteAsync("content/c", "123");

        Assert.Equal(["a.json 1"], await ListAsync(""));
        Assert.Equal(["sources/b.json 2"], await ListAsync("sources"));
        Assert.Equal([], await ListAsync("nowhere"));
        var folders = new List<string>();
        Assert.NotEmpty(await Store.ListAsync("", folders, CancellationToken.None).ToListAsync());
        Assert.Equal(["content", "sources"], folders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_list_while_others_write_has_no_file_that_cannot_be_told()
    {
        await WriteAsync("content/a", "1");
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++) await WriteAsync($"content/{writer}", $"{i}");
        })));

        while (!writing.IsCompleted)
            Assert.Contains("content/a 1", await ListAsync("content"));

        await writing;
    }

    [Fact]
    public async Task What_has_been_written_again_since_it_was_listed_is_not_deleted()
    {
        await WriteAsync("content/a", "1");
        await WriteAsync("content/b", "1");
        var listed = await Store.ListAsync("content", folders: null, CancellationToken.None).ToListAsync();
        await WriteAsync("content/b", "12");

        foreach (var file in listed.Append(listed[0]))
            await Store.DeleteAsync(file, CancellationToken.None);

        Assert.Equal(["content/b 2"], await ListAsync("content"));
    }

    private Task WriteAsync(string name, string text) => Store.WriteAsync(name, Encoding.UTF8.GetBytes(text), CancellationToken.None);

    private Task<string?> ReplaceAsync(string text, string? tag) => Store.TryReplaceAsync("manifest.json", Encoding.UTF8.GetBytes(text), tag, CancellationToken.None);

    private Task<StoredRead> ReadAsync(string name, string? known = null) => Store.ReadAsync(name, most: 100, known, CancellationToken.None);

    private async Task<List<string>> ListAsync(string folder) =>
        await Store.ListAsync(folder, folders: null, CancellationToken.None).Where(file => !file.Name.EndsWith(".lock", StringComparison.Ordinal)).Select(file => $"{file.Name} {file.Length}").ToListAsync();
}

public sealed class FileStoreContractInFolder : FileStoreContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridges-");

    public override Task InitializeAsync()
    {
        foreach (var folder in new[] { "content", "sources" }) _folder.CreateSubdirectory(folder);
        Store = new FolderStore(_folder.FullName, TimeProvider.System, Path.GetRandomFileName);
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

[Collection(BlobTests.Name)]
public sealed class FileStoreContractOnAzurite(BlobFixture blobs) : FileStoreContract
{
    public override async Task InitializeAsync() => Store = BlobFixture.StoreOf(await blobs.NewContainerAsync());

    public override Task DisposeAsync() => Task.CompletedTask;
}

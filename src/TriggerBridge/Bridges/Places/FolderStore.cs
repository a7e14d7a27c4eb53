using System.Globalization;
using System.Runtime.CompilerServices;

namespace TriggerBridge.Bridges.Places;

/// <summary>A folder as a store: a file is written beside its place and moved there. Those who replace the same file do so one after the other.</summary>
/// <param name="newName">Of a file that is being written: nobody else has it.</param>
internal sealed class FolderStore(string directory, TimeProvider time, Func<string> newName) : IFileStore
{
    private const string LockFile = ".push.lock";

    private static readonly TimeSpan WaitForLock = TimeSpan.FromMilliseconds(50);

    public string Name => directory;

    public Task<StoredRead> ReadAsync(string name, int most, string? known, CancellationToken cancellationToken) => DoAsync<StoredRead>(async () =>
    {
        if (!File.Exists(LocationOf(name)))
            return new StoredRead.Missing();
        await using var file = new FileStream(LocationOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > most)
            return new StoredRead.TooLong();
        var text = new byte[file.Length];
        await file.ReadExactlyAsync(text, cancellationToken);
        var tag = PublishedBridges.HashOf(text);
        return tag == known ? new StoredRead.Unchanged() : new StoredRead.Found(text, tag);
    });

    public Task WriteAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) => DoAsync(async () =>
    {
        await MoveInPlaceAsync(name, text, cancellationToken);
        return true;
    });

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> text, string? tag, CancellationToken cancellationToken) => DoAsync<string?>(async () =>
    {
        Directory.CreateDirectory(directory);
        await using var mine = await LockAsync(cancellationToken);
        var now = File.Exists(LocationOf(name)) ? PublishedBridges.HashOf(await File.ReadAllBytesAsync(LocationOf(name), cancellationToken)) : null;
        if (now != tag)
            return null;
        await MoveInPlaceAsync(name, text, cancellationToken);
        return PublishedBridges.HashOf(text.Span);
    });

    public async IAsyncEnumerable<StoredFile> ListAsync(string folder, ICollection<string>? folders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = await DoAsync(() => Task.FromResult(Directory.Exists(LocationOf(folder)) ? new DirectoryInfo(LocationOf(folder)).GetFiles() : []));
        if (folders is not null && Directory.Exists(LocationOf(folder)))
        {
            foreach (var inside in await DoAsync(() => Task.FromResult(new DirectoryInfo(LocationOf(folder)).GetDirectories())))
                folders.Add(inside.Name);
        }

        var now = time.GetUtcNow();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Somebody may just have moved it in place, or deleted it. What is read from here on is as it was now.
            file.Refresh();
            if (file.Exists)
                yield return new StoredFile(folder.Length == 0 ? file.Name : $"{folder}/{file.Name}", file.Length, StampOf(file), now - new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
        }
    }

    public Task DeleteAsync(StoredFile file, CancellationToken cancellationToken) => DoAsync(() =>
    {
        var there = new FileInfo(LocationOf(file.Name));
        if (there.Exists && StampOf(there) == file.Tag)
            there.Delete();
        return Task.FromResult(true);
    });

    private async Task MoveInPlaceAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        // Where a file that is never finished is removed with the contents that nobody names.
        var draft = LocationOf(PublishedBridges.ContentOf("." + newName()));
        Directory.CreateDirectory(Path.GetDirectoryName(draft)!);
        // On the disk before it has its name.
        await using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous | FileOptions.WriteThrough }))
            await file.WriteAsync(text, cancellationToken);
        File.Move(draft, LocationOf(name), overwrite: true);
    }

    // The system unlocks it when its process ends, however it ends.
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(LocationOf(LockFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(WaitForLock, time, cancellationToken);
            }
        }
    }

    private async Task<T> DoAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Fault(PlaceFault.Forbidden, $"this user may not do that here: {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            throw Fault(PlaceFault.NoAnswer, $"could not be read or written: {fault.Message}", fault);
        }
    }

    private BridgesUnreadableException Fault(PlaceFault kind, string problem, Exception fault) => new(directory, problem, fault) { Fault = kind };

    private string LocationOf(string name) => Path.Combine(directory, name.Replace('/', Path.DirectorySeparatorChar));

    private static string StampOf(FileInfo file) => string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
}

namespace TriggerBridge.Bridges.Places;

/// <summary>
/// Files by name, in a folder or in a blob container. A name has at most one folder in front, with <c>/</c>. What is written is there as a whole or
/// not at all. All methods throw <see cref="BridgesUnreadableException"/> where the store does not do what is asked of it.
/// </summary>
internal interface IFileStore
{
    /// <summary>As operators know it: a path, or an address.</summary>
    string Name { get; }

    /// <param name="most">What is longer is not read.</param>
    /// <param name="known">The tag of what is known already: that is not read again.</param>
    Task<StoredRead> ReadAsync(string name, int most, string? known, CancellationToken cancellationToken);

    /// <summary>Writes a file, whatever was there.</summary>
    Task WriteAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken);

    /// <summary>Writes a file if it is still the one with a tag.</summary>
    /// <param name="tag">Null: if there is none.</param>
    /// <returns>The new tag; null: another one is there.</returns>
    Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> text, string? tag, CancellationToken cancellationToken);

    /// <summary>The files of a folder, without those of folders in it.</summary>
    /// <param name="folder">Empty: those without a folder.</param>
    /// <param name="folders">Gets the names of the folders in it; null: nobody asks.</param>
    IAsyncEnumerable<StoredFile> ListAsync(string folder, ICollection<string>? folders, CancellationToken cancellationToken);

    /// <summary>Deletes a file if it is still as it was listed.</summary>
    Task DeleteAsync(StoredFile file, CancellationToken cancellationToken);
}

/// <param name="Name">With its folder.</param>
/// <param name="Tag">Another text has another one.</param>
/// <param name="Age">By the store's own clock.</param>
internal sealed record StoredFile(string Name, long Length, string Tag, TimeSpan Age);

/// <summary>What came of reading a file.</summary>
internal abstract record StoredRead
{
    private StoredRead()
    {
    }

    public sealed record Found(ReadOnlyMemory<byte> Text, string Tag) : StoredRead;

    /// <summary>It still has the tag that was known.</summary>
    public sealed record Unchanged : StoredRead;

    public sealed record Missing : StoredRead;

    public sealed record TooLong : StoredRead;
}

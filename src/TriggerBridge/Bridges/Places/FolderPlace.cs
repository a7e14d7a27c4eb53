using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Places;

/// <summary>
/// A folder of bridge files and of those that they use. A file that is being written is not read: its text counts once its size and time have been the same for a while,
/// and until then the one before does.
/// </summary>
internal sealed class FolderPlace(string directory, TimeProvider time) : IBridgePlace
{
    public const string NoBridge = "no bridge in this folder: add a file such as github-member-removed.json";

    private const string Pattern = "*.json";

    // A folder that may not be looked into holds nothing that a bridge uses, until it names a file of it.
    private static readonly EnumerationOptions Lenient = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<string, KnownFile> _known = new(StringComparer.Ordinal);
    private PlaceContent? _content;

    public string Name => directory;

    public TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(500);

    public bool IsNeededAtStart => true;

    public ValueTask<PlaceContent> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Read());

    /// <inheritdoc cref="IBridgePlace.ReadAsync"/>
    public PlaceContent Read()
    {
        var names = List();
        var isChanged = _content is null;
        foreach (var gone in _known.Keys.Except(names, StringComparer.Ordinal).ToList())
            isChanged |= Look(gone, stamp: null);
        foreach (var name in names)
            isChanged |= Look(name, FileStamp.Of(LocationOf(name)));
        if (isChanged)
        {
            var known = _known.OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
            _content = PlaceContent.Of(known.Select(file => file.Value.Text).OfType<BridgeFileText>()) with
            {
                Unsettled = [.. known.Where(file => file.Value.Text is null).Select(file => file.Key)],
            };
        }

        return _content!;
    }

    /// <summary>Reads one file, as it is.</summary>
    public static BridgeFileText ReadFile(string name, string location)
    {
        try
        {
            using var file = new FileStream(location, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > BridgeFileText.MostBytes)
                return BridgeFileText.TooLong(name, location);
            var text = new byte[file.Length];
            return new BridgeFileText(name, location, text.AsMemory(0, file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return BridgeFileText.Unreadable(name, location, UnreadablePlace.DescribeFile(location, fault));
        }
    }

    /// <summary>The files that a folder's bridges may use, each read when it is asked for.</summary>
    public static Func<string, BridgeFileText?> CompanionsOf(string directory) => name => Path.Combine(directory, name) is var location && CompanionFile.IsName(name) && Path.Exists(location) ? ReadFile(name, location) : null;

    /// <returns>Whether something is known now that was not.</returns>
    private bool Look(string name, FileStamp? stamp)
    {
        if (!_known.TryGetValue(name, out var known))
        {
            // As it is found at the start, it counts.
            var isSettled = _content is null;
            _known[name] = new KnownFile(stamp, time.GetTimestamp(), isSettled ? ReadFile(name, LocationOf(name)) : null) { IsRead = isSettled };
            return true;
        }

        if (known.Stamp != stamp)
            _known[name] = known = new KnownFile(stamp, time.GetTimestamp(), known.Text);
        if (known.IsRead || time.GetElapsedTime(known.Since) < Settle)
            return false;
        if (stamp is null)
            return _known.Remove(name);
        var text = ReadFile(name, LocationOf(name));
        // Somebody writes just now.
        if (FileStamp.Of(LocationOf(name)) != stamp)
            return false;
        _known[name] = known with { Text = text, IsRead = true };
        return known.Text is not { Problem: null } before || before.Version != text.Version;
    }

    private List<string> List()
    {
        var sources = Path.Combine(directory, BridgeFileText.SourcesFolder);
        try
        {
            // Folders too: one that is called like a bridge is an error, not passed over.
            List<string> names =
            [
                .. Directory.EnumerateFileSystemEntries(directory, Pattern).Concat(Directory.Exists(sources) ? Directory.EnumerateFileSystemEntries(sources, Pattern) : [])
                    .Where(IsMeant).Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/')).Concat(CompanionsIn(directory)).Take(BridgeFileText.MostFiles + 1),
            ];
            return names.Count <= BridgeFileText.MostFiles ? names
                : throw new BridgesFolderException(directory, $"holds more than {BridgeFileText.MostFiles} files, which no folder of bridges does: nothing of it is read");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BridgesFolderException(directory, UnreadablePlace.DescribeFolder(directory, fault));
        }
    }

    private static IEnumerable<string> CompanionsIn(string directory) =>
        CompanionFile.FoldersOf(Directory.EnumerateDirectories(directory).Select(folder => Path.GetFileName(folder)!)).Prepend("").SelectMany(folder => CompanionsIn(directory, folder));

    private static List<string> CompanionsIn(string directory, string folder)
    {
        try
        {
            var names = Directory.EnumerateFiles(Path.Combine(directory, folder), "*", Lenient).Select(file => Path.GetFileName(file)!);
            if (folder.Length == 0)
                return [.. names.Where(CompanionFile.IsName).Take(BridgeFileText.MostFiles + 1)];
            var files = names.Take(BridgeFileText.MostFiles + 1).Select(file => $"{folder}/{file}").ToList();
            // A folder of so many is something else's.
            return files.Count > BridgeFileText.MostFiles ? [] : files.FindAll(CompanionFile.IsName);
        }
        catch (DirectoryNotFoundException)
        {
            // It has just been deleted.
            return [];
        }
    }

    // What begins with a dot, as .secrets.json does, is none.
    private static bool IsMeant(string file) => !Path.GetFileNameWithoutExtension(file).StartsWith('.');

    private string LocationOf(string name) => Path.Combine(directory, name);

    /// <param name="Stamp">As it was seen last; null: it was gone.</param>
    /// <param name="Since">When it was first seen so.</param>
    /// <param name="Text">What counts; null: it is new.</param>
    private sealed record KnownFile(FileStamp? Stamp, long Since, BridgeFileText? Text)
    {
        /// <summary>The text is that of the stamp.</summary>
        public bool IsRead { get; init; }
    }

    /// <summary>What changes when a file is written. Times are compared for being equal only: clocks are set, and older files put in place.</summary>
    private sealed record FileStamp(long Length, DateTime Written)
    {
        private static readonly FileStamp Unreadable = new(-1, default);

        public static FileStamp Of(string location)
        {
            var file = new FileInfo(location);
            try
            {
                // Through a link: what it leads to is written.
                var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
                return target.Exists ? new FileStamp(target.Length, target.LastWriteTimeUtc) : Unreadable;
            }
            catch (IOException)
            {
                return Unreadable;
            }
        }
    }
}

/// <summary>The folder of the bridge files cannot be read: the app must not start without one.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without its error nobody could fix it.")]
public sealed class BridgesFolderException : BridgesUnreadableException
{
    internal BridgesFolderException(string folder, string problem)
        : this(new BridgeError(folder, JsonLocation.Root, problem))
    {
    }

    internal BridgesFolderException(BridgeError error)
        : base(error)
    {
    }
}

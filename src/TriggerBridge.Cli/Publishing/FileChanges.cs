using System.Text;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Samples;

namespace TriggerBridge.Cli.Publishing;

internal enum ChangeKind
{
    Added,
    Changed,
    Removed,
}

/// <summary>A file that is not as it was.</summary>
/// <param name="Diff">Of a changed one, as <see cref="TextDiff"/> has it; null: it was not asked for.</param>
/// <param name="AsIn">The number of the older version in which it was like this.</param>
internal sealed record FileChange(string File, ChangeKind Change, IReadOnlyList<string>? Diff = null, int? AsIn = null);

/// <summary>What differs between two sets of files.</summary>
internal static class FileChanges
{
    /// <param name="history">To tell what was like this before; null: nothing is known.</param>
    public static IReadOnlyList<FileChange> Between(BridgeFiles before, BridgeFiles after, Manifest? history) =>
    [
        .. Between(before.Hashes, after.Hashes).Select(change => change with
        {
            Diff = change.Change == ChangeKind.Changed ? TextDiff.Of(Text(before[change.File]), Text(after[change.File])) : null,
            AsIn = change.Change == ChangeKind.Removed ? null : history?.Versions.FirstOrDefault(version => version.Has(change.File, after.Hashes[change.File]))?.Number,
        }),
    ];

    /// <summary>Without their texts.</summary>
    public static IEnumerable<FileChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(file => before.GetValueOrDefault(file) != after.GetValueOrDefault(file))
            .Select(file => new FileChange(file, !before.ContainsKey(file) ? ChangeKind.Added : !after.ContainsKey(file) ? ChangeKind.Removed : ChangeKind.Changed));

    /// <summary>Whether a file had this content in a version.</summary>
    public static bool Has(this PublishedVersion version, string file, string hash) => version.Files.TryGetValue(file, out var known) && known == hash;

    private static string Text(ReadOnlyMemory<byte> file) => Encoding.UTF8.GetString(file.Span);
}

/// <summary>The texts of bridge files by their names, and the SHA-256 of each.</summary>
internal sealed class BridgeFiles(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> texts)
{
    public static BridgeFiles None { get; } = new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Texts => texts;

    public IReadOnlyDictionary<string, string> Hashes { get; } = texts.ToDictionary(file => file.Key, file => PublishedBridges.HashOf(file.Value.Span), StringComparer.Ordinal);

    public ReadOnlyMemory<byte> this[string file] => texts[file];

    public static BridgeFiles Of(PlaceContent content) => new(content.All.ToDictionary(file => file.Name, file => file.Text, StringComparer.Ordinal));

    public PlaceContent AsContent(string place) => PlaceContent.Of(texts.Select(file => new BridgeFileText(file.Key, $"{place}/{file.Key}", file.Value)));
}

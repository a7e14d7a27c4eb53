using System.Buffers;

namespace TriggerBridge.Bridges.Places;

/// <summary>
/// What the files and folders of a place may be called. No regular expressions: the app asks while it starts, and those without backtracking
/// are compiled while it runs.
/// </summary>
internal static class PlainName
{
    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    private static readonly SearchValues<char> OfFolders = SearchValues.Create(Plain);
    private static readonly SearchValues<char> OfFiles = SearchValues.Create(Plain + ".");

    public static bool IsFolder(ReadOnlySpan<char> name) => name.Length > 0 && !name.ContainsAnyExcept(OfFolders);

    /// <param name="extension">With its dot. What is before it is not empty, and does not begin with a dot.</param>
    public static bool IsFile(ReadOnlySpan<char> name, string extension) =>
        name.Length > extension.Length && name.EndsWith(extension, StringComparison.Ordinal) && OfFolders.Contains(name[0]) && !name.ContainsAnyExcept(OfFiles);
}

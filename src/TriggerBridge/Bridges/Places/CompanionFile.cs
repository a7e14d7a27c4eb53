using System.Collections.Frozen;

namespace TriggerBridge.Bridges.Places;

/// <summary>
/// Which files of a place bridges may use beside their own: JavaScript, in the place or in a folder of it, and the JSON files of <c>schemas</c>.
/// Where files are written, too, nothing may lead out of the place.
/// </summary>
internal static class CompanionFile
{
    public const string SchemasFolder = "schemas";

    /// <summary>More folders are not looked into.</summary>
    public const int MostFolders = 50;

    private const int LongestName = 128;

    // They hold something else.
    private static readonly FrozenSet<string> OtherFolders = FrozenSet.Create(StringComparer.Ordinal, BridgeFileText.SourcesFolder, "samples", "content", "node_modules");

    /// <param name="name">From the place on, such as <c>schemas/leaver.json</c>, <c>leavers.js</c> or <c>lib/dates.js</c>.</param>
    public static bool IsName(string name)
    {
        if (name.Length > LongestName) return false;
        var folder = FolderOf(name);
        var file = folder.Length == 0 ? name : name[(folder.Length + 1)..];
        return (folder.Length == 0 || MayBeIn(folder)) && (PlainName.IsFile(file, ".js") || (folder == SchemasFolder && PlainName.IsFile(file, ".json")));
    }

    /// <summary>Those of a place's folders that may hold some, in an order that is always the same.</summary>
    public static IEnumerable<string> FoldersOf(IEnumerable<string> folders) =>
        folders.Where(MayBeIn).OrderBy(folder => folder == SchemasFolder ? 0 : 1).ThenBy(folder => folder, StringComparer.Ordinal).Take(MostFolders);

    /// <summary>The folder that a file is in; empty: the place itself.</summary>
    public static string FolderOf(string name) => name.LastIndexOf('/') is var end and >= 0 ? name[..end] : "";

    /// <summary>The name of the file that somebody means.</summary>
    /// <param name="written">With <c>/</c> between folder and file, such as <c>../dates.js</c>.</param>
    /// <param name="folder">From which it is meant; empty: from the place.</param>
    /// <param name="problem">Why there can be none, to be read after what is written.</param>
    /// <returns>Null: there can be none.</returns>
    public static string? Resolve(string written, string folder, out string problem)
    {
        List<string> parts = folder.Length == 0 ? [] : [folder];
        foreach (var part in written.Split('/'))
        {
            if (part == ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else parts.Add("..");
        }

        problem = "";
        var name = string.Join('/', parts);
        if (parts is ["..", ..] or ["", _, ..] || written.Contains(':', StringComparison.Ordinal) || written.Contains('\\', StringComparison.Ordinal))
            problem = "leads out of the folder of the bridges: name a file of that folder, with / between folder and file";
        else if (!IsName(name))
            problem = "is no file that a bridge may use: name a JavaScript file (.js) of the bridges' folder or of a folder in it, or a .json file of schemas/; a name has 0-9, a-z, A-Z, _ and -, and sources/, samples/, content/ and node_modules/ hold none";
        return problem.Length == 0 ? name : null;
    }

    private static bool MayBeIn(string folder) => PlainName.IsFolder(folder) && !OtherFolders.Contains(folder);
}

namespace TriggerBridge.CodeMap;

/// <summary>
/// Which folder may use which: each may use those that stand after it. The rings stand in <c>docs/architecture.md</c>, in a block that begins
/// with <c>```rings</c>: a line for each ring with its name and its folders, the outermost first.
/// </summary>
internal sealed class Rings
{
    private readonly List<(string Ring, string Folder)> _folders;

    private Rings(List<(string Ring, string Folder)> folders) => _folders = folders;

    public IReadOnlyList<string> Folders => [.. _folders.Select(each => each.Folder)];

    public static Rings Read(string document)
    {
        var block = document.Split('\n').SkipWhile(line => line != "```rings").Skip(1).TakeWhile(line => line != "```").ToList();
        if (block.Count == 0)
            throw new InvalidDataException("The document has no block that begins with ```rings.");
        return new(
        [
            .. block.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(words => words[1..].Select(folder => (words[0], folder))),
        ]);
    }

    /// <summary>Where a file uses one that is further out, and the folders that stand nowhere.</summary>
    public IEnumerable<string> Check(CodeGraph graph)
    {
        var unknown = graph.Files.Where(file => Place(file) < 0).Select(file => file[..file.LastIndexOf('/')]).Distinct(StringComparer.Ordinal);
        return
        [
            .. unknown.Select(folder => $"{folder} stands in no ring"),
            .. from use in graph.Uses
               let inner = Place(use.From)
               let outer = Place(use.To)
               where outer >= 0 && inner > outer
               select $"{use}: {_folders[inner].Folder} ({_folders[inner].Ring}) must not know {_folders[outer].Folder} ({_folders[outer].Ring})",
        ];
    }

    // The closest folder that is named.
    private int Place(string file)
    {
        for (var folder = file; folder.LastIndexOf('/') is > 0 and var end;)
        {
            folder = folder[..end];
            if (_folders.FindIndex(each => each.Folder == folder) is >= 0 and var found)
                return found;
        }

        return -1;
    }
}

namespace TriggerBridge.CodeMap;

/// <summary>
/// Folders that use each other. At each level the folders side by side are looked at, with all that is in them, and the files that lie
/// beside them; at the top these are the projects.
/// </summary>
internal static class Cycles
{
    /// <returns>One line for each cycle: the uses that make it, each with its files and line.</returns>
    public static IReadOnlyList<string> Find(CodeGraph graph)
    {
        var parents = graph.Files.SelectMany(ParentsOf).Append("").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. parents.SelectMany(parent => Below(parent, graph))];
    }

    private static IEnumerable<string> Below(string parent, CodeGraph graph)
    {
        var edges = new Dictionary<string, Dictionary<string, FileUse>>(StringComparer.Ordinal);
        foreach (var use in graph.Uses)
        {
            if (PartOf(use.From, parent) is { } from && PartOf(use.To, parent) is { } to && from != to)
            {
                if (!edges.TryGetValue(from, out var others))
                    edges[from] = others = new(StringComparer.Ordinal);
                others.TryAdd(to, use);
            }
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in edges.Keys.Order(StringComparer.Ordinal))
        {
            if (!told.Contains(start) && ShortestBack(start, edges) is { } cycle)
            {
                told.UnionWith(cycle.Select(use => PartOf(use.From, parent)!));
                yield return string.Join("; ", cycle);
            }
        }
    }

    // Breadth first: the shortest cycle is the easiest to understand.
    private static List<FileUse>? ShortestBack(string start, Dictionary<string, Dictionary<string, FileUse>> edges)
    {
        var ways = new Dictionary<string, List<FileUse>>(StringComparer.Ordinal) { [start] = [] };
        var left = new Queue<string>([start]);
        while (left.TryDequeue(out var part))
        {
            foreach (var (next, use) in edges.GetValueOrDefault(part) ?? [])
            {
                List<FileUse> way = [.. ways[part], use];
                if (next == start)
                    return way;
                if (ways.TryAdd(next, way))
                    left.Enqueue(next);
            }
        }

        return null;
    }

    /// <returns>The folder below <paramref name="parent"/>, or <c>.</c> for a file that lies in it; null for what is elsewhere.</returns>
    private static string? PartOf(string file, string parent)
    {
        var prefix = parent.Length == 0 ? "" : parent + "/";
        if (!file.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        var rest = file[prefix.Length..];
        return rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var end ? rest[..end] : ".";
    }

    private static IEnumerable<string> ParentsOf(string file)
    {
        for (var folder = file; folder.LastIndexOf('/') is > 0 and var end;)
            yield return folder = folder[..end];
    }
}

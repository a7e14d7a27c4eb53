using System.Globalization;
using TriggerBridge.CodeMap;

// Prints figures of the code under src: dotnet run --project tools/CodeMap [-- --ways]
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (!File.Exists(Path.Combine(root.FullName, "TriggerBridge.sln")))
    root = root.Parent ?? throw new InvalidOperationException("There is no TriggerBridge.sln above this program.");
var sources = Path.Combine(root.FullName, "src");
var graph = CodeGraph.Read(sources);

Console.WriteLine("project                      files   lines  median  longest");
foreach (var project in graph.Files.GroupBy(file => file[..file.IndexOf('/', StringComparison.Ordinal)], StringComparer.Ordinal))
{
    var lengths = project.Select(file => (File: file, Lines: File.ReadLines(Path.Combine(sources, file)).Count())).OrderBy(each => each.Lines).ToList();
    Print($"{project.Key,-28} {lengths.Count,5}  {lengths.Sum(each => each.Lines),6}  {lengths[lengths.Count / 2].Lines,6}  {lengths[^1].Lines,7}  {lengths[^1].File}");
}

Console.WriteLine();
foreach (var (way, type, method) in Ways.All)
{
    var files = graph.Reached(type, method);
    Print($"{way}: the code of {files.Count} files is in reach");
    if (args is ["--ways"])
    {
        foreach (var file in files)
            Console.WriteLine("  " + file);
    }
}

Console.WriteLine();
var cycles = Cycles.Find(graph);
foreach (var cycle in cycles)
    Console.WriteLine("cycle: " + cycle);
var violations = Rings.Read(File.ReadAllText(Path.Combine(root.FullName, "docs", "architecture.md"))).Check(graph).ToList();
foreach (var violation in violations)
    Console.WriteLine("against the rings: " + violation);
Print($"{graph.Uses.Count} uses between files, {cycles.Count} cycles between folders, {violations.Count} against the rings");

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

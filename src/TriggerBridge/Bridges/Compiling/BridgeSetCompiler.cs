using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>
/// Makes the bridges and sources of what is in their place, each file by itself: one with errors costs its own bridge and no other, and that only
/// where no version without errors is known. What concerns several files is an error of the one that came last.
/// </summary>
/// <param name="tenants">The names of the configured tenants; null where they are not known: then a bridge may name any.</param>
/// <param name="isDevelopment">Polls may read from this machine without TLS.</param>
internal sealed class BridgeSetCompiler(IReadOnlySet<string>? tenants, bool isDevelopment)
{
    private const string Extension = ".json";
    private const string SourcesPrefix = BridgeFileText.SourcesFolder + "/";

    /// <param name="last">What was current until now: versions that have not changed are taken from it, and so are those of which the next one has errors.</param>
    /// <param name="findCompanion">The other files that bridges may use, where the content does not hold them.</param>
    public BridgeSet Compile(PlaceContent content, BridgeSet last, Func<string, BridgeFileText?>? findCompanion = null)
    {
        findCompanion ??= name => content.Companions.GetValueOrDefault(name);
        var (sourceFiles, bridgeFiles) = (content.Files.Where(file => IsSource(file.Name)).ToList(), content.Files.Where(file => !IsSource(file.Name)).ToList());
        // Of a bridge and a source of one name, the one that was there keeps it.
        var ofBridges = bridgeFiles.Select(file => NameOf(file.Name)).Where(name => last.TryFind(name, out _) || last.FindSource(name) is null).ToHashSet(StringComparer.Ordinal);

        var sources = sourceFiles.ConvertAll(file => CompileSource(file, last.FindSource(NameOf(file.Name)), isTaken: ofBridges.Contains(NameOf(file.Name))));
        var known = sources.ToDictionary(source => source.Name, source => source.Current, StringComparer.Ordinal);
        var bridges = bridgeFiles.ConvertAll(file => CompileBridge(file, last, known, findCompanion));
        foreach (var ofOne in bridges.Where(bridge => bridge.Current?.Source is not null).GroupBy(bridge => bridge.Current!.Source!.Name, StringComparer.Ordinal))
            CheckTogether(ofOne.Key, [.. ofOne]);

        // A source that is gone works on as long as a bridge that cannot do without keeps its last version.
        List<SharedSource> usableSources = [.. sources.Select(source => source.Current).Concat(bridges.Select(bridge => bridge.Current?.Source)).OfType<SharedSource>().DistinctBy(source => source.Name, StringComparer.Ordinal)];
        foreach (var taken in bridges.Where(bridge => usableSources.Exists(source => source.Name == bridge.Name)))
            taken.Fail("rename the file: a source has this name");

        List<Bridge> usable = [.. bridges.Select(bridge => bridge.Current).OfType<Bridge>()];
        return new BridgeSet(usable, [.. sources.Select(source => source.Broken).Concat(bridges.Select(bridge => bridge.Broken)).OfType<BrokenBridge>()], usableSources)
        {
            Unsettled = content.Unsettled.Select(NameOf).ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>The bridge or source of a file.</summary>
    public static string NameOf(string file)
    {
        var name = IsSource(file) ? file[SourcesPrefix.Length..] : file;
        return name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;
    }

    /// <summary>A bridge's file.</summary>
    public static string FileOf(string bridge) => bridge + Extension;

    /// <summary>A source's file.</summary>
    public static string FileOfSource(string source) => SourcesPrefix + FileOf(source);

    public static bool IsSource(string file) => file.StartsWith(SourcesPrefix, StringComparison.Ordinal);

    private Candidate<SharedSource> CompileSource(BridgeFileText file, SharedSource? before, bool isTaken)
    {
        var candidate = new Candidate<SharedSource>(NameOf(file.Name), file.Location, before, before?.Version);
        if (isTaken)
            candidate.Fail("rename the file: a bridge has this name");
        else if (before?.Version == file.Version)
            candidate.Made = before;
        else
            candidate.Make(file, problems => SourceCompiler.Compile(candidate.Name, file.Version, BridgeFileReader.ReadSource(file.Text.Span, problems), isDevelopment, problems));
        return candidate;
    }

    private Candidate<Bridge> CompileBridge(BridgeFileText file, BridgeSet last, Dictionary<string, SharedSource?> sources, Func<string, BridgeFileText?> findCompanion)
    {
        last.TryFind(NameOf(file.Name), out var before);
        var candidate = new Candidate<Bridge>(NameOf(file.Name), file.Location, before, before?.Version);
        if (before?.Texts?.AreStill(file.Version, name => BridgeCompanions.VersionOf(findCompanion(name))) == true && (before.Source is not { } used || sources.GetValueOrDefault(used.Name) == used))
            candidate.Made = before;
        else
            candidate.Make(file, problems => new BridgeCompiler(candidate.Name, file.Version, BridgeFileReader.ReadBridge(file.Text.Span, problems), new BridgeCompanions(findCompanion), sources, tenants, isDevelopment, problems).Compile());
        return candidate;
    }

    // Those that have been the source's come first.
    private static void CheckTogether(string source, List<Candidate<Bridge>> bridges)
    {
        foreach (var tooMany in bridges.OrderBy(bridge => bridge.Before?.Source?.Name == source ? 0 : 1).Skip(SharedSource.MostBridges).ToList())
            tooMany.Fail($"too many bridges share the source '{source}': {SharedSource.MostBridges} may", "$.source");

        var asked = bridges.Where(bridge => bridge.Current?.Respond is not null).OrderBy(bridge => bridge.Before is { Respond: not null } before && before.Source?.Name == source ? 0 : 1).ToList();
        foreach (var second in asked.Skip(1))
            second.Fail($"only one bridge of a source can answer its sender, and {asked[0].Name} does: leave $.respond out, or give this bridge a webhook of its own", "$.respond");
    }

    /// <summary>What is to become current of a file.</summary>
    /// <param name="before">What is current; null: nothing.</param>
    private sealed class Candidate<T>(string name, string location, T? before, string? versionBefore)
        where T : class
    {
        private readonly List<BridgeError> _errors = [];

        public string Name => name;

        public T? Before => before;

        public T? Made { get; set; }

        public T? Current => _errors.Count == 0 ? Made : before;

        public BrokenBridge? Broken => _errors.Count == 0 ? null : new BrokenBridge(name, _errors) { KeepsVersion = versionBefore };

        public void Make(BridgeFileText file, Func<List<DocumentProblem>, T?> compile)
        {
            if (file.Problem is { } unreadable)
            {
                Fail(unreadable);
                return;
            }

            var problems = new List<DocumentProblem>();
            Made = compile(problems);
            foreach (var problem in problems)
                _errors.Add(new BridgeError(problem.File ?? location, problem.Path, problem.Problem));
        }

        public void Fail(string problem, string path = JsonLocation.Root) => _errors.Add(new BridgeError(location, path, problem));
    }
}

using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Rules;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges;

/// <summary>Reads a folder of bridge files, one bridge each; all errors of all files are reported at once.</summary>
public static class BridgeLoader
{
    private const string Extension = ".json";

    /// <param name="tenants">The names of the configured tenants; null where they are not known: then a bridge may name any.</param>
    /// <param name="isDevelopment">Polls may read from this machine without TLS.</param>
    public static BridgeLoadResult Load(string directory, IReadOnlySet<string>? tenants, bool isDevelopment = false)
    {
        try
        {
            // Folders too: one that is called like a bridge is an error, not passed over.
            var files = Directory.GetFileSystemEntries(directory).Where(file => Path.GetExtension(file) is Extension).ToList();
            files.Sort(StringComparer.Ordinal);
            return files.Count == 0
                ? Invalid(directory, $"no bridge in this folder: add a file such as github-member-removed{Extension}")
                : LoadFiles(files, tenants, isDevelopment);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Invalid(directory, UnreadablePlace.DescribeFolder(directory, fault));
        }
    }

    /// <summary>Reads one bridge, whatever else its folder holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    public static BridgeLoadResult LoadFile(string file, IReadOnlySet<string>? tenants) => LoadFiles([file], tenants, isDevelopment: false);

    /// <summary>Reads one bridge that no file holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    public static BridgeLoadResult LoadText(string name, ReadOnlySpan<byte> text, IReadOnlySet<string>? tenants)
    {
        var problems = new List<DocumentProblem>();
        return Read(name, text, tenants, isDevelopment: false, problems) is { } bridge
            ? new BridgeLoadResult.Loaded(new BridgeCatalog([bridge]))
            : new BridgeLoadResult.Invalid([.. In(name, problems)]);
    }

    private static BridgeLoadResult LoadFiles(IReadOnlyCollection<string> files, IReadOnlySet<string>? tenants, bool isDevelopment)
    {
        var bridges = new List<Bridge>();
        var errors = new List<BridgeError>();
        foreach (var file in files)
        {
            try
            {
                var problems = new List<DocumentProblem>();
                if (Read(Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file), tenants, isDevelopment, problems) is { } bridge)
                    bridges.Add(bridge);
                errors.AddRange(In(file, problems));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                errors.Add(new BridgeError(file, JsonLocation.Root, UnreadablePlace.DescribeFile(file, fault)));
            }
        }

        return errors.Count == 0 ? new BridgeLoadResult.Loaded(new BridgeCatalog(bridges)) : new BridgeLoadResult.Invalid(errors);
    }

    // Null where there are problems.
    private static Bridge? Read(
        string name, ReadOnlySpan<byte> text, IReadOnlySet<string>? tenants, bool isDevelopment, List<DocumentProblem> problems)
    {
        var draft = new BridgeDraft(name, BridgeFileReader.Read(text, problems), tenants, isDevelopment);
        BridgeRules.Check(draft, problems);
        return problems.Count == 0 ? BridgeFactory.Create(draft) : null;
    }

    private static IEnumerable<BridgeError> In(string location, IEnumerable<DocumentProblem> problems) =>
        problems.Select(problem => new BridgeError(location, problem.Path, problem.Problem));

    private static BridgeLoadResult.Invalid Invalid(string location, string problem) =>
        new([new BridgeError(location, JsonLocation.Root, problem)]);
}

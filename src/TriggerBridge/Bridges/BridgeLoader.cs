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
        if (!Directory.Exists(directory))
            return Unreadable(directory, "there is no such folder: create it, or set TriggerBridge__BridgesPath");

        try
        {
            var files = Directory.GetFiles(directory).Where(file => Path.GetExtension(file) is Extension).ToList();
            files.Sort(StringComparer.Ordinal);
            return files.Count == 0
                ? Unreadable(directory, $"no bridge in this folder: add a file such as github-member-removed{Extension}")
                : LoadFiles(files, tenants, isDevelopment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(directory, $"could not be read: {e.Message}");
        }
    }

    /// <summary>Reads one bridge, whatever else its folder holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    /// <param name="isDevelopment">As for <see cref="Load"/>.</param>
    public static BridgeLoadResult LoadFile(string file, IReadOnlySet<string>? tenants, bool isDevelopment = false)
    {
        try
        {
            return LoadFiles([file], tenants, isDevelopment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(file, $"could not be read: {e.Message}");
        }
    }

    private static BridgeLoadResult LoadFiles(IReadOnlyCollection<string> files, IReadOnlySet<string>? tenants, bool isDevelopment)
    {
        var bridges = new List<Bridge>();
        var errors = new List<BridgeError>();
        foreach (var file in files)
        {
            var problems = new List<DocumentProblem>();
            var read = BridgeFileReader.Read(File.ReadAllBytes(file), problems);
            var draft = new BridgeDraft(Path.GetFileNameWithoutExtension(file), read, tenants, isDevelopment);
            BridgeRules.Check(draft, problems);
            if (problems.Count == 0) bridges.Add(BridgeFactory.Create(draft));
            errors.AddRange(problems.Select(problem => new BridgeError(file, problem.Path, problem.Problem)));
        }

        return errors.Count == 0 ? new BridgeLoadResult.Loaded(new BridgeCatalog(bridges)) : new BridgeLoadResult.Invalid(errors);
    }

    private static BridgeLoadResult.Invalid Unreadable(string location, string problem) =>
        new([new BridgeError(location, JsonLocation.Root, problem)]);
}

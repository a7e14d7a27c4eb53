using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Reads a folder of bridge files, one bridge each. A file with errors costs its own bridge and no other; all its errors are kept.</summary>
public static class BridgeLoader
{
    private const string Extension = ".json";

    /// <param name="tenants">The names of the configured tenants; null where they are not known: then a bridge may name any.</param>
    /// <param name="isDevelopment">Polls may read from this machine without TLS.</param>
    /// <exception cref="BridgesFolderException">The folder cannot be read, or no bridge file is in it.</exception>
    public static BridgeCatalog Load(string directory, IReadOnlySet<string>? tenants, bool isDevelopment = false)
    {
        var files = ListFiles(directory);
        return files.Length == 0
            ? throw new BridgesFolderException(directory, $"no bridge in this folder: add a file such as github-member-removed{Extension}")
            : LoadFiles(files, tenants, isDevelopment);
    }

    /// <summary>Reads one bridge, whatever else its folder holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    public static BridgeCatalog LoadFile(string file, IReadOnlySet<string>? tenants) => LoadFiles([file], tenants, isDevelopment: false);

    /// <summary>Reads one bridge that no file holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    public static BridgeCatalog LoadText(string name, ReadOnlySpan<byte> text, IReadOnlySet<string>? tenants)
    {
        var errors = new List<BridgeError>();
        return Read(name, name, text, tenants, isDevelopment: false, errors) is { } bridge
            ? new BridgeCatalog([bridge])
            : new BridgeCatalog([], new BrokenBridge(name, errors));
    }

    /// <summary>Where a folder has the file of a bridge.</summary>
    internal static string FileOf(string directory, string name) => Path.Combine(directory, name + Extension);

    private static string[] ListFiles(string directory)
    {
        try
        {
            // Folders too: one that is called like a bridge is an error, not passed over. What begins with a dot, as .secrets.json does, is none.
            return [.. Directory.GetFileSystemEntries(directory).Where(file => Path.GetExtension(file) is Extension && !Path.GetFileNameWithoutExtension(file).StartsWith('.')).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BridgesFolderException(directory, UnreadablePlace.DescribeFolder(directory, fault));
        }
    }

    private static BridgeCatalog LoadFiles(IEnumerable<string> files, IReadOnlySet<string>? tenants, bool isDevelopment)
    {
        var bridges = new List<Bridge>();
        var broken = new List<BrokenBridge>();
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var errors = new List<BridgeError>();
            try
            {
                if (Read(name, file, File.ReadAllBytes(file), tenants, isDevelopment, errors) is { } bridge)
                    bridges.Add(bridge);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                errors.Add(new BridgeError(file, JsonLocation.Root, UnreadablePlace.DescribeFile(file, fault)));
            }

            if (errors.Count > 0)
                broken.Add(new BrokenBridge(name, errors));
        }

        return new BridgeCatalog(bridges, broken);
    }

    // Null where there are errors.
    private static Bridge? Read(
        string name, string file, ReadOnlySpan<byte> text, IReadOnlySet<string>? tenants, bool isDevelopment, List<BridgeError> errors)
    {
        var problems = new List<DocumentProblem>();
        var bridge = new BridgeCompiler(name, BridgeFileReader.Read(text, problems), tenants, isDevelopment, problems).Compile();
        errors.AddRange(problems.Select(problem => new BridgeError(file, problem.Path, problem.Problem)));
        return bridge;
    }
}

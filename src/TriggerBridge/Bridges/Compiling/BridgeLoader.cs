using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Reads bridges as they are now, one file each.</summary>
public static class BridgeLoader
{
    /// <param name="tenants">The names of the configured tenants; null where they are not known: then a bridge may name any.</param>
    /// <param name="isDevelopment">Polls may read from this machine without TLS.</param>
    /// <exception cref="BridgesFolderException">The folder cannot be read, or no bridge file is in it.</exception>
    public static BridgeCatalog Load(string directory, IReadOnlySet<string>? tenants, bool isDevelopment = false)
    {
        var content = new FolderPlace(directory, TimeProvider.System).Read();
        return content.Files.Count == 0
            ? throw new BridgesFolderException(directory, FolderPlace.NoBridge)
            : Compile(content.Files, tenants, isDevelopment, content.Companions.GetValueOrDefault);
    }

    /// <summary>Reads one bridge, whatever else its folder holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    public static BridgeCatalog LoadFile(string file, IReadOnlySet<string>? tenants)
    {
        var sources = SourcesOf(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var all = Compile([.. Directory.Exists(sources) ? SourcesIn(sources) : [], FolderPlace.ReadFile(Path.GetFileName(file), file)], tenants, isDevelopment: false, FolderPlace.CompanionsOf(Path.GetDirectoryName(file)!));
        var name = BridgeSetCompiler.NameOf(Path.GetFileName(file));
        return new BridgeCatalog(all.All, [.. all.Broken.Where(broken => broken.Name == name)]);
    }

    /// <summary>Reads one bridge that no file holds.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    public static BridgeCatalog LoadText(string name, ReadOnlyMemory<byte> text, IReadOnlySet<string>? tenants) => LoadText(name, text, source: null, tenants);

    /// <summary>Reads one bridge that no file holds, with the source that it names.</summary>
    /// <param name="tenants">As for <see cref="Load"/>.</param>
    internal static BridgeCatalog LoadText(
        string name, ReadOnlyMemory<byte> text, (string Name, ReadOnlyMemory<byte> Text)? source, IReadOnlySet<string>? tenants, Func<string, BridgeFileText?>? findCompanion = null) => Compile(
        [
            .. source is var (sourceName, sourceText) ? [new BridgeFileText(BridgeSetCompiler.FileOfSource(sourceName), sourceName, sourceText)] : (BridgeFileText[])[],
            new BridgeFileText(BridgeSetCompiler.FileOf(name), name, text),
        ],
        tenants,
        isDevelopment: false,
        findCompanion ?? (_ => null));

    /// <summary>Where a folder has the files of sources.</summary>
    internal static string SourcesOf(string directory) => Path.Combine(directory, BridgeFileText.SourcesFolder);

    /// <summary>Where a folder has the file of a source.</summary>
    internal static string FileOfSource(string directory, string name) => FileOf(SourcesOf(directory), name);

    /// <summary>Where a folder has the file of a bridge.</summary>
    internal static string FileOf(string directory, string name) => Path.Combine(directory, BridgeSetCompiler.FileOf(name));

    private static IEnumerable<BridgeFileText> SourcesIn(string directory) =>
        new FolderPlace(directory, TimeProvider.System).Read().Files.Select(file => file with { Name = BridgeSetCompiler.FileOfSource(BridgeSetCompiler.NameOf(file.Name)) });

    private static BridgeCatalog Compile(IReadOnlyList<BridgeFileText> files, IReadOnlySet<string>? tenants, bool isDevelopment, Func<string, BridgeFileText?> findCompanion) =>
        new(new BridgeSetCompiler(tenants, isDevelopment).Compile(new PlaceContent(files), BridgeSet.Unread, findCompanion));
}

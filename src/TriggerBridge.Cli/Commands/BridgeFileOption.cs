using System.CommandLine;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary>Finds the bridge that an argument names: by its name, looked for in <c>--bridges</c>, or by its file.</summary>
internal static class BridgeFileOption
{
    public const string Accepted = "A bridge's name, such as github-member-removed, or its file.";

    public static Option<DirectoryInfo> Folder { get; } = new("--bridges")
    {
        Description = "The folder of bridge files, where a bridge's name is looked for.",
        DefaultValueFactory = _ => new DirectoryInfo("bridges"),
    };

    /// <returns>Null where neither a file nor a bridge has this name.</returns>
    public static string? FileOf(ParseResult parsed, string nameOrFile)
    {
        var inFolder = BridgeLoader.FileOf(FolderOf(parsed), nameOrFile);
        // The name first: a folder that is called like a bridge is no bridge.
        return File.Exists(inFolder) ? inFolder : File.Exists(nameOrFile) ? nameOrFile : null;
    }

    /// <summary>The bridge, or why there is none.</summary>
    /// <param name="tenants">The tenants that it may name; null: any.</param>
    public static (Bridge? Bridge, string Problem, int ExitCode) Load(ParseResult parsed, string nameOrFile, IReadOnlySet<string>? tenants)
    {
        if (FileOf(parsed, nameOrFile) is not { } file) return (null, Missing(parsed, nameOrFile), ExitCode.NoInput);

        var catalog = BridgeLoader.LoadFile(file, tenants);
        return catalog.Broken is [{ Errors: var errors }]
            ? (null, string.Join(Environment.NewLine, errors), ExitCode.Errors)
            : (catalog.All.Single(), "", ExitCode.Ok);
    }

    private static string Missing(ParseResult parsed, string nameOrFile)
    {
        var folder = FolderOf(parsed);
        if (!Directory.Exists(folder))
            return $"{nameOrFile}: there is no such file, and no folder {folder} where a bridge of this name could be: give the folder with --bridges.";

        var names = Directory.GetFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal).ToList();
        return ClosestName.TryFind(nameOrFile, names, out var closest) ? $"{nameOrFile}: there is no such bridge or file; did you mean {closest}?"
            : $"{nameOrFile}: there is no such bridge or file; the bridges of {folder} are {(names.Count > 0 ? string.Join(", ", names) : "none")}.";
    }

    private static string FolderOf(ParseResult parsed) => parsed.GetRequiredValue(Folder).ToString();
}

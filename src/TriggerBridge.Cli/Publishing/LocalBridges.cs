using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Json;

namespace TriggerBridge.Cli.Publishing;

/// <summary>The folder where somebody edits bridges.</summary>
internal static class LocalBridges
{
    /// <exception cref="CliException">It is one that bridges are pushed to.</exception>
    public static void Refuse(DirectoryInfo folder, BridgesPlace place)
    {
        if (place.Folder is { } other && Path.GetFullPath(other).TrimEnd(Path.DirectorySeparatorChar) == folder.FullName.TrimEnd(Path.DirectorySeparatorChar))
            throw new CliException($"{folder} is the place itself: give the folder where the bridges are edited.", ExitCode.Usage);
        if (File.Exists(Path.Combine(folder.FullName, PublishedBridges.ManifestFile)))
            throw new CliException($"{folder} is no folder to edit bridges in: its {PublishedBridges.ManifestFile} says that they are pushed to it. Give another one, or rename the bridge that is called so.", ExitCode.Usage);
    }

    /// <exception cref="BridgesFolderException">It cannot be read, or there is no bridge in it.</exception>
    public static PlaceContent Read(DirectoryInfo folder)
    {
        if (!folder.Exists)
            throw new CliException($"{folder}: there is no such folder.", ExitCode.NoInput);
        var content = new FolderPlace(folder.ToString(), TimeProvider.System).Read();
        return content.Files.Count > 0 ? content : throw new BridgesFolderException(folder.ToString(), FolderPlace.NoBridge);
    }

    /// <exception cref="CliException">Some have errors.</exception>
    public static void Check(PlaceContent content, IReadOnlySet<string>? tenants, bool isDevelopment)
    {
        var errors = new BridgeSetCompiler(tenants, isDevelopment).Compile(content, BridgeSet.Unread).Broken.SelectMany(bridge => bridge.Errors)
            // Also of files that no bridge uses: all are pushed.
            .Concat(content.Companions.Values.Where(file => file.Problem is not null).Select(file => new BridgeError(file.Location, JsonLocation.Root, file.Problem!)))
            .ToList();
        if (errors.Count > 0)
            throw new CliException(string.Join(Environment.NewLine, errors.Append<object>("Nothing is pushed while there are errors.")), ExitCode.Errors);
    }
}

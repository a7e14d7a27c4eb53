using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes the bridges of what is in their place, each by itself: a file with errors costs its own bridge and no other, and that only where no version without errors is known.</summary>
/// <param name="tenants">The names of the configured tenants; null where they are not known: then a bridge may name any.</param>
/// <param name="isDevelopment">Polls may read from this machine without TLS.</param>
internal sealed class BridgeSetCompiler(IReadOnlySet<string>? tenants, bool isDevelopment)
{
    private const string Extension = ".json";

    /// <param name="last">What was current until now: versions that have not changed are taken from it, and so are those of which the next one has errors.</param>
    public BridgeSet Compile(PlaceContent content, BridgeSet last)
    {
        var bridges = new List<Bridge>();
        var broken = new List<BrokenBridge>();
        foreach (var file in content.Files)
        {
            var name = NameOf(file.Name);
            last.TryFind(name, out var before);
            if (before is not null && before.Version == file.Version)
            {
                bridges.Add(before);
                continue;
            }

            var errors = new List<BridgeError>();
            if (Compile(name, file, errors) is { } bridge)
            {
                bridges.Add(bridge);
                continue;
            }

            broken.Add(new BrokenBridge(name, errors) { KeepsVersion = before?.Version });
            if (before is not null)
                bridges.Add(before);
        }

        return new BridgeSet(bridges, broken) { Unsettled = content.Unsettled.Select(NameOf).ToHashSet(StringComparer.Ordinal) };
    }

    /// <summary>A file's bridge.</summary>
    public static string NameOf(string file) => file.EndsWith(Extension, StringComparison.Ordinal) ? file[..^Extension.Length] : file;

    /// <summary>A bridge's file.</summary>
    public static string FileOf(string bridge) => bridge + Extension;

    /// <returns>Null where there are errors.</returns>
    private Bridge? Compile(string name, BridgeFileText file, List<BridgeError> errors)
    {
        if (file.Problem is { } unreadable)
        {
            errors.Add(new BridgeError(file.Location, JsonLocation.Root, unreadable));
            return null;
        }

        var problems = new List<DocumentProblem>();
        var bridge = new BridgeCompiler(name, file.Version, BridgeFileReader.Read(file.Text.Span, problems), tenants, isDevelopment, problems).Compile();
        errors.AddRange(problems.Select(problem => new BridgeError(file.Location, problem.Path, problem.Problem)));
        return bridge;
    }
}

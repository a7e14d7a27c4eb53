using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Flows.Operations.Preview;

namespace TriggerBridge.Cli.Checking;

/// <summary>What is wrong in a folder of bridge files, and what is legal but surely not meant. Nothing but the folder is asked.</summary>
internal static class BridgeCheck
{
    // Endings that a bridge file may be given by mistake; in any case but lower, so is its own.
    private static readonly string[] Mistaken = [".json", ".yaml", ".yml", ".jsonc", ".json5", ".json.txt"];

    /// <param name="tenants">Those that a bridge may name; null: any.</param>
    /// <param name="isDevelopment">Also accepts what only Development allows.</param>
    public static async Task<(CheckReport Report, BridgeCatalog Bridges)> RunAsync(string folder, IReadOnlySet<string>? tenants, bool isDevelopment, CancellationToken cancellationToken)
    {
        var passedOver = PassedOver(folder).ToList();
        BridgeCatalog catalog;
        try
        {
            catalog = BridgeLoader.Load(folder, tenants, isDevelopment);
        }
        catch (BridgesFolderException fault)
        {
            return (new CheckReport([], [fault.Error], passedOver), new BridgeCatalog([]));
        }

        var bridges = catalog.All.OrderBy(bridge => bridge.Name, StringComparer.Ordinal).ToList();
        var samples = SampleFolder.Read(folder);
        var warnings = new List<BridgeError>(passedOver);
        foreach (var source in catalog.Sources.Where(source => !bridges.Exists(bridge => bridge.Source?.Name == source.Name)).OrderBy(source => source.Name, StringComparer.Ordinal))
            warnings.Add(new BridgeError(BridgeLoader.FileOfSource(folder, source.Name), "$", $"no bridge takes events of it: name it in one, by \"source\": \"{source.Name}\""));
        foreach (var bridge in bridges)
        {
            warnings.AddRange(bridge.Warnings.Select(warning => new BridgeError(BridgeLoader.FileOf(folder, bridge.Name), warning.Path, warning.Problem)));
            if (await FilteringAllAsync(bridge, [.. samples.Of(bridge.Name)], cancellationToken) is { } problem)
                warnings.Add(new BridgeError(BridgeLoader.FileOf(folder, bridge.Name), bridge.Filter!.At, problem));
        }

        return (new CheckReport([.. bridges.Select(bridge => bridge.Name)], [.. catalog.Broken.SelectMany(bridge => bridge.Errors)], warnings), catalog);
    }

    // Of a folder that cannot be read, none: that is an error of its own.
    private static IEnumerable<BridgeError> PassedOver(string folder) => new[] { folder, BridgeLoader.SourcesOf(folder) }.Where(Directory.Exists)
        .SelectMany(each => Directory.EnumerateFiles(each, "*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }))
        .Where(file => Path.GetExtension(file) is not ".json" && Array.Exists(Mistaken, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        .Order(StringComparer.Ordinal)
        .Select(file => new BridgeError(file, "$", "is passed over: a bridge is JSON in a file whose name ends in .json, in lower case"));

    // Null where there is no filter, or it lets an event of a sample pass.
    private static async Task<string?> FilteringAllAsync(Bridge bridge, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        if (bridge.Filter is null) return null;

        var verdicts = new List<FilterVerdict>();
        foreach (var sample in samples)
        {
            try
            {
                if (await SampleTest.PreviewAsync(bridge, sample, cancellationToken) is ({ } report, _)) verdicts.AddRange(report.Events.Select(preview => preview.Filter));
            }
            catch (CliException)
            {
                // 'bridges test' says what is wrong with it.
            }
        }

        return verdicts.Count > 0 && verdicts.TrueForAll(verdict => verdict == FilterVerdict.Rejected)
            ? $"no event of the bridge's samples passes it ({string.Join(", ", samples.Select(sample => Path.GetFileName(sample.EventFile)))}): mend it, or add a sample of an event that is meant"
            : null;
    }
}

/// <summary>What a check came to.</summary>
/// <param name="Bridges">Those that are fine.</param>
/// <param name="Errors">Of all files.</param>
/// <param name="Warnings">They can be used, but somebody should look.</param>
internal sealed record CheckReport(IReadOnlyList<string> Bridges, IReadOnlyList<BridgeError> Errors, IReadOnlyList<BridgeError> Warnings);

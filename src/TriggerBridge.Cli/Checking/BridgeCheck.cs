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
            var previews = await PreviewAsync(bridge, samples.Of(bridge.Name), cancellationToken);
            if (FilteringAll(previews) is { } problem)
                warnings.Add(new BridgeError(BridgeLoader.FileOf(folder, bridge.Name), bridge.Filter!.At, problem));
            warnings.AddRange(NotFitting(previews).Select(mismatch => new BridgeError(BridgeLoader.FileOf(folder, bridge.Name), "$.schema", mismatch)));
        }

        return (new CheckReport([.. bridges.Select(bridge => bridge.Name)], [.. catalog.Broken.SelectMany(bridge => bridge.Errors)], warnings), catalog);
    }

    // Of a folder that cannot be read, none: that is an error of its own.
    private static IEnumerable<BridgeError> PassedOver(string folder) => new[] { folder, BridgeLoader.SourcesOf(folder) }.Where(Directory.Exists)
        .SelectMany(each => Directory.EnumerateFiles(each, "*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }))
        .Where(file => Path.GetExtension(file) is not ".json" && Array.Exists(Mistaken, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        .Order(StringComparer.Ordinal)
        .Select(file => new BridgeError(file, "$", "is passed over: a bridge is JSON in a file whose name ends in .json, in lower case"));

    private static async Task<List<(string File, EventPreview Event)>> PreviewAsync(Bridge bridge, IEnumerable<Sample> samples, CancellationToken cancellationToken)
    {
        var previews = new List<(string File, EventPreview Event)>();
        foreach (var sample in bridge is { Filter: null, Check: null } ? [] : samples)
        {
            try
            {
                if (await SampleTest.PreviewAsync(bridge, sample, cancellationToken) is ({ } report, _))
                    previews.AddRange(report.Events.Select(preview => (Path.GetFileName(sample.EventFile), preview)));
            }
            catch (CliException)
            {
                // 'bridges test' says what is wrong with it.
            }
        }

        return previews;
    }

    // Null where there is no filter, or it lets an event of a sample pass.
    private static string? FilteringAll(List<(string File, EventPreview Event)> previews) =>
        previews.Count > 0 && previews.TrueForAll(each => each.Event.Filter == FilterVerdict.Rejected)
            ? $"no event of the bridge's samples passes it ({string.Join(", ", previews.Select(each => each.File).Distinct(StringComparer.Ordinal))}): mend it, or add a sample of an event that is meant"
            : null;

    private static IEnumerable<string> NotFitting(List<(string File, EventPreview Event)> previews) =>
        previews.Where(each => each.Event.Mismatch is not null).Select(each => $"{each.File}: {each.Event.Mismatch}: mend the schema, or the sample").Distinct(StringComparer.Ordinal);
}

/// <summary>What a check came to.</summary>
/// <param name="Bridges">Those that are fine.</param>
/// <param name="Errors">Of all files.</param>
/// <param name="Warnings">They can be used, but somebody should look.</param>
internal sealed record CheckReport(IReadOnlyList<string> Bridges, IReadOnlyList<BridgeError> Errors, IReadOnlyList<BridgeError> Warnings);

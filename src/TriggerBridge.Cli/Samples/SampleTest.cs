using System.Diagnostics;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Json;

namespace TriggerBridge.Cli.Samples;

/// <summary>Holds what the bridges of a folder make of their samples against the golden files.</summary>
/// <param name="folder">Of the bridge files.</param>
/// <param name="updates">Writes the golden files in place of failing.</param>
internal sealed class SampleTest(string folder, bool updates)
{
    // Not the time of the run: where a bridge uses it, the golden file holds it.
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="BridgesFolderException">The folder cannot be read, or no bridge is in it.</exception>
    public async Task<SampleTestReport> RunAsync(CancellationToken cancellationToken)
    {
        // What only Development allows is no matter of samples: 'bridges check' tells it.
        var catalog = BridgeLoader.Load(folder, tenants: null, isDevelopment: true);
        var samples = SampleFolder.Read(folder);
        var results = new List<SampleResult>();
        foreach (var sample in samples.All)
            results.Add(await TestAsync(sample, catalog, cancellationToken));

        var tested = samples.All.Select(sample => sample.Bridge).ToHashSet(StringComparer.Ordinal);
        return new SampleTestReport(
            results,
            [.. samples.Problems, .. catalog.Broken.Where(bridge => !tested.Contains(bridge.Name)).Select(bridge => new SampleProblem(bridge.Errors[0].File, HasErrors))],
            [.. catalog.All.Where(bridge => bridge.Sender is not null && !tested.Contains(bridge.Name)).Select(bridge => bridge.Name).Order(StringComparer.Ordinal)]);
    }

    /// <summary>What a bridge makes of a sample.</summary>
    /// <returns>Null, with a problem, where there is no event in it for this bridge.</returns>
    /// <exception cref="CliException">A file of the sample cannot be read.</exception>
    public static async Task<(PreviewReport? Report, string Problem)> PreviewAsync(Bridge bridge, Sample sample, CancellationToken cancellationToken) =>
        BridgePreview.Of(bridge, await Sample.ReadRequestAsync(sample.EventFile, cancellationToken), ReceivedAt) switch
        {
            PreviewResult.Previewed { Report: var report } => (report, ""),
            PreviewResult.OnlyPolls => (null, $"{bridge.Name} has no webhook, and samples are of what a sender sends: delete it"),
            PreviewResult.Unusable { Answer: var answer } => (null, NoEvent.Describe(answer)),
            _ => throw new UnreachableException(),
        };

    private const string HasErrors = "the bridge has errors: 'bridges check' shows them";

    private async Task<SampleResult> TestAsync(Sample sample, BridgeCatalog catalog, CancellationToken cancellationToken)
    {
        var result = new SampleResult { Bridge = sample.Bridge, Case = sample.Case, File = sample.EventFile, Outcome = SampleOutcome.Error };
        if (catalog.IsUnready(sample.Bridge)) return result with { Problem = HasErrors };
        if (!catalog.TryFind(sample.Bridge, out var bridge))
            return result with { Problem = $"there is no bridge '{sample.Bridge}' in {folder}: name the sample after one ({string.Join(", ", catalog.All.Select(each => each.Name).Order(StringComparer.Ordinal))}), or delete it" };
        try
        {
            return await PreviewAsync(bridge, sample, cancellationToken) switch
            {
                ({ } report, _) => await CompareAsync(result, sample.ExpectedFile, ExpectedEvent.Write(report.Events), cancellationToken),
                (null, var problem) => result with { Problem = problem },
            };
        }
        catch (CliException fault)
        {
            return result with { Problem = fault.Message };
        }
    }

    private async Task<SampleResult> CompareAsync(SampleResult result, string golden, string actual, CancellationToken cancellationToken)
    {
        var isThere = File.Exists(golden);
        var (expected, problem) = isThere ? await ReadAsync(golden, cancellationToken) : (null, "");
        if (expected is not null && IsSame(expected, actual)) return result with { Outcome = SampleOutcome.Passed };
        if (updates)
        {
            await Sample.WriteAsync(golden, actual, cancellationToken);
            return result with { Outcome = SampleOutcome.Updated, Problem = $"{golden} is {(isThere ? "changed" : "new")}" };
        }

        if (!isThere) return result with { Problem = $"there is no {golden} that says what is expected: 'bridges test --update' writes it, then look at it" };
        return expected is null
            ? result with { Problem = problem }
            : result with { Outcome = SampleOutcome.Failed, Problem = $"is not what {golden} expects: mend the bridge, or accept it by 'bridges test --update'", Expected = expected, Actual = actual };
    }

    // As it is written here, so that a difference of two texts is one of their content.
    private static async Task<(string? Text, string Problem)> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await Sample.ReadAsync(file, cancellationToken), Tolerant);
            return (Terminal.Write(document.RootElement, SamplesJson.Default.JsonElement).ReplaceLineEndings("\n") + "\n", "");
        }
        catch (JsonException fault)
        {
            return (null, $"{file}: {JsonText.Describe(fault)}: 'bridges test --update' writes it anew");
        }
    }

    private static bool IsSame(string expected, string actual) => JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(actual));
}

/// <summary>What all samples of a folder came to.</summary>
/// <param name="Problems">Besides those of single samples.</param>
/// <param name="Untested">Bridges with a webhook that have no sample.</param>
internal sealed record SampleTestReport(IReadOnlyList<SampleResult> Samples, IReadOnlyList<SampleProblem> Problems, IReadOnlyList<string> Untested)
{
    public bool IsGood => Problems.Count == 0 && Samples.All(sample => sample.Outcome is SampleOutcome.Passed or SampleOutcome.Updated);
}

/// <summary>What one sample came to.</summary>
internal sealed record SampleResult
{
    public required string Bridge { get; init; }

    public string? Case { get; init; }

    /// <summary>With the event.</summary>
    public required string File { get; init; }

    public required SampleOutcome Outcome { get; init; }

    /// <summary>What to do about it; null where all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>The golden file's text, as it would be written, where it is not met.</summary>
    public string? Expected { get; init; }

    public string? Actual { get; init; }
}

internal enum SampleOutcome
{
    Passed,

    /// <summary>The bridge makes something else of it.</summary>
    Failed,

    /// <summary>It cannot be told.</summary>
    Error,

    /// <summary>The golden file is written.</summary>
    Updated,
}

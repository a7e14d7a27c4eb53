using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Samples;

/// <summary>The samples of a folder of bridge files.</summary>
/// <param name="All">By name.</param>
/// <param name="Problems">Files among them that belong to no sample: a misspelt name must not end a test unseen.</param>
internal sealed record SampleFolder(IReadOnlyList<Sample> All, IReadOnlyList<SampleProblem> Problems)
{
    /// <param name="bridges">The folder of bridge files.</param>
    /// <exception cref="CliException">The samples cannot be listed.</exception>
    public static SampleFolder Read(string bridges)
    {
        var folder = Path.Combine(bridges, Sample.Folder);
        if (!Directory.Exists(folder)) return new SampleFolder([], []);

        var files = List(folder).Where(file => Path.GetExtension(file).ToLowerInvariant() is ".json" or ".txt" or ".xml").Order(StringComparer.Ordinal).ToList();
        var samples = files.Select(Sample.Of).OfType<Sample>().OrderBy(sample => sample.Name, StringComparer.Ordinal).ToList();
        return new SampleFolder(
            [.. samples.DistinctBy(sample => sample.Name, StringComparer.Ordinal)],
            [
                .. files.Where(file => Sample.Of(file) is null).SelectMany(file => ProblemOf(file, samples)),
                .. samples.GroupBy(sample => sample.Name, StringComparer.Ordinal).SelectMany(same => same.Skip(1).Select(sample => new SampleProblem(
                    sample.EventFile, $"{Path.GetFileName(same.First().EventFile)} is the same sample in another format: give one of them a case, such as {sample.Bridge}.CASE.event{Path.GetExtension(sample.EventFile)}"))),
            ]);
    }

    public IEnumerable<Sample> Of(string bridge) => All.Where(sample => sample.Bridge == bridge);

    private static string[] List(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{folder}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }

    private static IEnumerable<SampleProblem> ProblemOf(string file, List<Sample> samples)
    {
        if (Sample.OwnerOf(file) is not { } owner)
            yield return new SampleProblem(file, "is no sample: name it BRIDGE.event.json or BRIDGE.CASE.event.json (or .txt, .xml) if it is the body of an event");
        else if (!samples.Exists(sample => sample.Name == owner))
            yield return new SampleProblem(file, $"belongs to no event: there is no {owner}.event.json (or .txt, .xml) beside it");
    }
}

/// <summary>Something about the samples that a person must put right.</summary>
internal sealed record SampleProblem(string File, string Problem);

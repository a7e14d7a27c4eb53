using System.Text.Json;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.SailPoint.Triggers;

/// <summary>The table of trigger types, held to SailPoint's own descriptions and samples.</summary>
public sealed class TriggerTypeTests(ITestOutputHelper output)
{
    // Values of the samples that do not fit their own schemas, as the contract's README says.
    private static readonly string[] UpstreamMistakes =
        ["$.searchResults.Account.count", "$.searchResults.Entitlement.count", "$.searchResults.Identity.count"];

    public static TheoryData<string> Ids => [.. TriggerType.All.Select(trigger => trigger.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Examples_fit_their_schemas(string id)
    {
        var trigger = TriggerType.Find(id)!;

        Assert.Empty(trigger.Input.Check(trigger.ExampleInput));
        Assert.Equal(trigger.WantsAnswer, trigger.Output is not null);
        Assert.Equal(trigger.WantsAnswer, trigger.ExampleOutput is not null);
        if (trigger.Output is { } schema)
            Assert.Empty(schema.Check(trigger.ExampleOutput!.Value));
    }

    [Fact]
    public void Unknown_id_finds_nothing() => Assert.Null(TriggerType.Find("idn:nothing"));

    [ContractTheory("event-trigger-samples/index.json")]
    [InlineData("isc-v2026.openapi.json")]
    public void Every_trigger_of_the_descriptions_is_known_with_its_type_and_all_properties(string file)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Contract.File(file)));
        var schemas = description.RootElement.GetProperty("components").GetProperty("schemas");
        var samples = Samples().Where(sample => sample.TriggerId is not null).ToList();

        Assert.Equal(samples.Select(sample => sample.TriggerId), TriggerType.All.Select(trigger => trigger.Id));
        foreach (var sample in samples)
        {
            var trigger = TriggerType.Find(sample.TriggerId)!;
            Assert.Equal(sample.Type is "REQUEST_RESPONSE", trigger.WantsAnswer);
            Compare(sample.SchemaName, trigger.Input);
            Assert.Equal(schemas.TryGetProperty($"{sample.SchemaName}-2", out _), trigger.WantsAnswer);
            if (trigger.Output is { } answer)
                Compare($"{sample.SchemaName}-2", answer);
        }

        output.WriteLine($"{samples.Count} triggers, {samples.Sum(sample => FactsOf(TriggerType.Find(sample.TriggerId)!.Input).Count)} properties of inputs");

        void Compare(string name, TriggerSchema ours)
        {
            var described = DescribedSchema.Facts(schemas.GetProperty(name), schemas);
            var known = FactsOf(ours);
            Assert.Empty(described.Except(known, StringComparer.Ordinal));
            Assert.Empty(known.Except(described, StringComparer.Ordinal));
        }
    }

    [ContractTheory("event-trigger-samples/index.json")]
    [InlineData(27)]
    public void Official_samples_fit_the_schemas(int expected)
    {
        var samples = Samples().Where(sample => sample.TriggerId is not null).ToList();

        Assert.Equal(expected, samples.Count);
        foreach (var sample in samples)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Contract.File($"event-trigger-samples/{sample.File}")));
            var problems = TriggerType.Find(sample.TriggerId)!.Input.Check(document.RootElement);
            Assert.Empty(problems.Where(problem => !UpstreamMistakes.Contains(problem.Path, StringComparer.Ordinal)).Select(problem => $"{sample.File}: {problem}"));
        }
    }

    private static List<Sample> Samples()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Contract.File("event-trigger-samples/index.json")));
        return
        [
            .. index.RootElement.EnumerateArray().Select(entry => new Sample(
                entry.GetProperty("triggerId").GetString(),
                entry.GetProperty("file").GetString()!,
                Path.GetFileNameWithoutExtension(entry.GetProperty("schema").GetString()!),
                entry.GetProperty("type").GetString()!)),
        ];
    }

    private static SortedSet<string> FactsOf(TriggerSchema schema)
    {
        var facts = new SortedSet<string>(StringComparer.Ordinal);
        Collect(schema, "$", isRequired: true);
        return facts;

        void Collect(TriggerSchema each, string path, bool isRequired)
        {
            facts.Add(DescribedSchema.Fact(path, each.Types, each.Values, isRequired));
            foreach (var (name, property) in each.Properties)
                Collect(property, $"{path}.{name}", each.Required.Contains(name, StringComparer.Ordinal));
            if (each.Items is { } items)
                Collect(items, $"{path}[]", isRequired: true);
        }
    }

    private sealed record Sample(string? TriggerId, string File, string SchemaName, string Type);
}

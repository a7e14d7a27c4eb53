using System.Text.Json;
using TriggerBridge.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.Mapping.Schemas;

/// <summary>
/// The official test suite: of draft 2020-12 where it is beside the repository, and of draft 4 from npm, as far as that draft means the same.
/// </summary>
public sealed class SchemaSuiteTests(ITestOutputHelper output)
{
    private const string Suite = "jsonschema/draft2020-12";
    private const string Sign = $"{Suite}/properties.json";

    // They are of draft 4 alone: a bound that is true or false, a list of schemas in items, ids, other files.
    private static readonly string[] OtherInDraft4 =
        ["additionalItems.json", "definitions.json", "dependencies.json", "refRemote.json", "ref.json", "items.json"];

    public static TheoryData<string> Files => Contract.WhyMissing(Sign) is null ? [.. All().Select(file => Path.GetFileName(file)!)] : [];

    public static TheoryData<string> Formats => ["date-time", "date", "time", "email", "uuid", "uri", "hostname", "ipv4", "ipv6"];

    [ContractTheory(Sign)]
    [MemberData(nameof(Files))]
    public void Verdicts_are_those_of_the_suite(string file) => Assert.Empty(Run(Contract.File($"{Suite}/{file}")).Failed);

    [ContractTheory(Sign)]
    [MemberData(nameof(Formats))]
    public void Formats_are_those_of_the_suite(string format) => Assert.Empty(SchemaSuite.Run(Contract.File($"{Suite}/optional/format/{format}.json"), IsNotOfPunycode).Failed);

    [ContractTheory(Sign)]
    [InlineData(1040, 126)]
    public void What_is_refused_is_counted(int passed, int refused)
    {
        var outcomes = All().Select(Run).ToList();
        foreach (var (reason, count) in outcomes.SelectMany(outcome => outcome.Refused).GroupBy(each => each.Key, each => each.Value, StringComparer.Ordinal).Select(each => (each.Key, each.Sum())))
            output.WriteLine($"{count} tests of schemas that are refused: … {reason} …");
        Assert.Equal((passed, refused), (outcomes.Sum(outcome => outcome.Passed), outcomes.Sum(outcome => outcome.Refused.Values.Sum())));
    }

    [Fact]
    public async Task What_draft_4_means_too_is_judged_as_its_suite_does()
    {
        var sign = await NpmTools.LocateAsync("json-schema-test-suite", "tests", "draft4", "type.json");
        var outcomes = Directory.GetFiles(Path.GetDirectoryName(sign)!, "*.json")
            .Where(file => !OtherInDraft4.Contains(Path.GetFileName(file), StringComparer.Ordinal))
            .Select(file => SchemaSuite.Run(file, group => !IsOfDraft4Alone(group.GetProperty("schema"))))
            .ToList();

        Assert.Empty(outcomes.SelectMany(outcome => outcome.Failed));
        Assert.Equal(202, outcomes.Sum(outcome => outcome.Passed));
    }

    // A format is checked here, and a mere note in the suite.
    private static IEnumerable<string> All() =>
        Directory.GetFiles(Contract.File(Suite), "*.json").Where(file => Path.GetFileName(file) != "format.json").Order(StringComparer.Ordinal);

    // What xn--… stands for is not looked at.
    private static bool IsNotOfPunycode(JsonElement group) => !group.GetProperty("description").GetString()!.Contains("punycode", StringComparison.Ordinal);

    private static SchemaSuite.Outcome Run(string file) => SchemaSuite.Run(file, static _ => true);

    private static bool IsOfDraft4Alone(JsonElement schema) =>
        schema.TryGetProperty("exclusiveMinimum", out _) || schema.TryGetProperty("exclusiveMaximum", out _);
}

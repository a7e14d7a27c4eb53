using System.Text.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Mapping.JsonPath;

/// <summary>The compliance suite of RFC 9535, with the extensions of bridges off.</summary>
public sealed class ComplianceTests
{
    private const string Suite = "jsonpath/cts.json";

    private static readonly Dictionary<string, JsonElement> Tests = Read();

    public static TheoryData<string> Valid => [.. Tests.Where(test => !IsInvalid(test.Value)).Select(test => test.Key)];

    public static TheoryData<string> Invalid => [.. Tests.Where(test => IsInvalid(test.Value)).Select(test => test.Key)];

    [ContractTheory(Suite)]
    [MemberData(nameof(Valid))]
    public void Selector_finds_its_nodes(string name)
    {
        var test = Tests[name];
        var parsed = Assert.IsType<PathParse.Parsed>(PathParser.Parse(Selector(test), PathLanguages.Standard));

        var found = parsed.Path.Query!.Find(Events.Of(test.GetProperty("document").GetRawText()), default);

        var expected = test.TryGetProperty("results", out var results) ? results.EnumerateArray().ToArray() : [test.GetProperty("result")];
        Assert.Contains(expected, nodes => AreEqual(nodes, found));
    }

    [ContractTheory(Suite)]
    [MemberData(nameof(Invalid))]
    public void Invalid_selector_is_refused_with_a_position(string name)
    {
        var selector = Selector(Tests[name]);
        var invalid = Assert.IsType<PathParse.Invalid>(PathParser.Parse(selector, PathLanguages.Standard));
        Assert.InRange(invalid.Position, 1, selector.Length + 1);
    }

    [ContractTheory(Suite)]
    [InlineData(703)]
    public void Suite_is_whole(int count) => Assert.Equal(count, Tests.Count);

    private static bool AreEqual(JsonElement expected, IReadOnlyList<JsonElement> found) =>
        expected.GetArrayLength() == found.Count && expected.EnumerateArray().Zip(found).All(pair => JsonElement.DeepEquals(pair.First, pair.Second));

    private static bool IsInvalid(JsonElement test) => test.TryGetProperty("invalid_selector", out var invalid) && invalid.GetBoolean();

    private static string Selector(JsonElement test) => test.GetProperty("selector").GetString()!;

    private static Dictionary<string, JsonElement> Read()
    {
        if (Contract.WhyMissing(Suite) is not null) return [];
        var suite = JsonElement.Parse(File.ReadAllBytes(Contract.File(Suite)));
        return suite.GetProperty("tests").EnumerateArray().ToDictionary(test => test.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }
}

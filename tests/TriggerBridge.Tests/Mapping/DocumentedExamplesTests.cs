using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Mapping;

/// <summary>docs/mapping.md is right: its examples do what they say, and no function lacks one.</summary>
public sealed partial class DocumentedExamplesTests
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.File("docs", "mapping.md"));

    private static IEnumerable<string> Texts => ExampleBlock().Matches(Document).Select(match => match.Groups["example"].Value);

    public static TheoryData<string> Examples => [.. Texts];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_does_what_it_says(string example)
    {
        var lines = example.TrimEnd().Split('\n').ToDictionary(line => line.Split(": ")[0], line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        var problems = new List<DocumentProblem>();
        var tables = lines.TryGetValue("tables", out var text) ? LookupTables.Compile(JsonElement.Parse(text), "$.tables", problems) : LookupTables.None;

        var result = lines.TryGetValue("filter", out var filter)
            ? Say(EventFilter.Compile(filter, "$.filter", tables, problems).Stop(Events.Of(lines["event"])))
            : Say(InputTemplate.Compile(JsonElement.Parse(lines["input"]), "$.input", tables, problems).Map(Events.Of(lines["event"])));

        Assert.Empty(problems);
        Assert.Equal(lines.TryGetValue("gives", out var given) ? given : "fails: " + lines["fails"], result);
    }

    [Fact]
    public void Every_function_has_an_example()
    {
        var examples = string.Concat(Texts);
        Assert.All(PathLanguages.Bridge.FunctionNames, name => Assert.Matches($@"\b{name}\(", examples));
    }

    private static string Say(MappingResult? result) => result switch
    {
        null => "passed",
        MappingResult.Mapped mapped => Encoding.UTF8.GetString(mapped.Json.Span),
        MappingResult.Failed failed => "fails: " + failed.Reason,
        _ => "filtered",
    };

    [GeneratedRegex("```example\n(?<example>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExampleBlock();
}

using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Bridges;

/// <summary>The examples of docs/polling.md are such as the app starts with.</summary>
public sealed partial class PollingPageTests
{
    [Fact]
    public void Every_example_of_the_document_is_a_good_bridge()
    {
        var examples = Example().Matches(File.ReadAllText(RepositoryRoot.File("docs", "polling.md"))).Select(match => match.Groups["text"].Value).ToList();
        Assert.Equal(2, examples.Count);
        foreach (var example in examples)
            Assert.NotNull(BridgeFolder.LoadOne(example.StartsWith('"') ? Whole(example) : example).Poll);
    }

    private static string Whole(string poll) => $$"""
        { {{poll}}, "input": {}, "workflow": { "tenant": "acme", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "isc-leaver" } }
        """;

    [GeneratedRegex("^```jsonc\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();
}

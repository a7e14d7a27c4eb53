namespace TriggerBridge.Tests.Documents;

public sealed class TableTests
{
    /// <summary>A blank line cuts a table in two: what comes after it is shown as text.</summary>
    [Fact]
    public void Every_table_begins_with_its_head() => Assert.Equal([], LinkTests.Pages.SelectMany(HeadlessTables));

    private static IEnumerable<string> HeadlessTables(string page)
    {
        var lines = File.ReadAllLines(page);
        var isCode = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            var begins = lines[i].StartsWith('|') && (i == 0 || !lines[i - 1].StartsWith('|'));
            if (!isCode && begins && !(i + 1 < lines.Length && lines[i + 1].StartsWith("|--", StringComparison.Ordinal)))
                yield return $"{Path.GetFileName(page)}, line {i + 1}: {lines[i]}";
        }
    }
}

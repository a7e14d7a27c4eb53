using System.Globalization;
using System.Text;
using TriggerBridge.Cli.Senders;
using TriggerBridge.Testing;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>
/// The page for those who connect a sender says what the schemes do: its tables are made of them. With TRIGGERBRIDGE_UPDATE_DOCS=1 the test
/// writes the tables in place of comparing them.
/// </summary>
public sealed class SendersPageTests
{
    private const string Begin = "<!-- made by SendersPageTests: begin -->\n";
    private const string End = "<!-- made by SendersPageTests: end -->\n";

    private static readonly string Page = RepositoryRoot.File("docs", "senders.md");

    [Fact]
    public void Tables_of_the_page_are_up_to_date()
    {
        var after = 0;
        foreach (var table in new[] { Table(), SecurityTable(), Sections(), Sources() })
        {
            var text = File.ReadAllText(Page);
            var begin = text.IndexOf(Begin, after, StringComparison.Ordinal) + Begin.Length;
            var end = text.IndexOf(End, begin, StringComparison.Ordinal);
            if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1")
                File.WriteAllText(Page, text[..begin] + table + text[end..]);
            else
                Assert.Equal(table, text[begin..end]);
            after = begin;
        }
    }

    [Fact]
    public void Every_scheme_has_a_section()
    {
        var headings = File.ReadAllLines(Page).Where(line => line.StartsWith("### ", StringComparison.Ordinal)).ToList();

        Assert.All(WebhookSchemes.Names, name => Assert.Single(headings, heading => heading.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    private static string Table() => Rows(
        SenderSheet.All,
        ["scheme", "how a request is verified", "test of the address", "delivery id", "event type", "batch", "answer"],
        sheet => [$"`{sheet.Scheme}`", sheet.Proof, sheet.Test, sheet.DeliveryId, sheet.EventType, sheet.Batch, sheet.Answer]);

    private static string SecurityTable() => Rows(
        SenderSheet.All,
        ["scheme", "what is read of the body before verification", "what someone can do with a captured request"],
        sheet => [$"`{sheet.Scheme}`", sheet.ReadBefore, sheet.Captured]);

    // The sections of the general schemes are written by hand.
    private static string Sections()
    {
        var text = new StringBuilder("\n");
        foreach (var sheet in Known.OrderBy(sheet => sheet.Sender, StringComparer.OrdinalIgnoreCase))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {sheet.Sender}: `{sheet.Scheme}`\n\n`{sheet.Webhook}`\n\n{sheet.Setup}\n\n");
            if (sheet.Notes is { } notes) text.Append(notes).Append("\n\n");
        }

        return text.ToString();
    }

    private static string Sources() => Rows(
        Known,
        ["scheme", "how sure", "source"],
        sheet => [$"`{sheet.Scheme}`", sheet.Certainty.ToString()!.ToLowerInvariant(), sheet.Source]);

    private static IEnumerable<SenderSheet> Known => SenderSheet.All.Where(sheet => sheet.Source is not null);

    private static string Rows(IEnumerable<SenderSheet> sheets, string[] columns, Func<SenderSheet, string?[]> cells)
    {
        var table = new StringBuilder().Append("| ").AppendJoin(" | ", columns).Append(" |\n").Append(string.Concat(columns.Select(_ => "|---"))).Append("|\n");
        foreach (var sheet in sheets) table.Append("| ").AppendJoin(" | ", cells(sheet).Select(cell => cell?.Replace("|", "\\|", StringComparison.Ordinal) ?? "–")).Append(" |\n");
        return table.ToString();
    }
}

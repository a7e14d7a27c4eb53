using System.Text;
using TriggerBridge.Testing;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>
/// The page for those who connect a sender says what the schemes do: its table is made of them. With TRIGGERBRIDGE_UPDATE_DOCS=1 the test
/// writes the table in place of comparing it.
/// </summary>
public sealed class SendersPageTests
{
    private const string Begin = "<!-- made by SendersPageTests: begin -->\n";
    private const string End = "<!-- made by SendersPageTests: end -->\n";

    private static readonly string Page = RepositoryRoot.File("docs", "senders.md");

    [Fact]
    public void Table_of_the_page_is_up_to_date()
    {
        var text = File.ReadAllText(Page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1")
            File.WriteAllText(Page, text[..begin] + Table() + text[end..]);
        else
            Assert.Equal(Table(), text[begin..end]);
    }

    [Fact]
    public void Every_scheme_has_a_section()
    {
        var headings = File.ReadAllLines(Page).Where(line => line.StartsWith("### ", StringComparison.Ordinal)).ToList();

        Assert.All(WebhookSchemes.Names, name => Assert.Single(headings, heading => heading.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    private static string Table()
    {
        var table = new StringBuilder("| scheme | proof | test of the address | delivery id | event type | batch | answer |\n|---|---|---|---|---|---|---|\n");
        foreach (var scheme in WebhookSchemes.Names.Select(name => WebhookSchemes.Create(name)))
        {
            string[] cells =
            [
                $"`{scheme.Name}`",
                scheme.Verifier.Description,
                scheme.Handshake is { } handshake ? handshake.Description + (handshake.IsSigned ? " (signed)" : "") : "",
                DeliveryIds(scheme),
                Templates(scheme.EventTypes),
                Batch(scheme),
                scheme.Success is null ? "the delivery" : scheme.Success.Body.IsEmpty ? "200, empty" : "200, the sender's own",
            ];
            table.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Length == 0 ? "–" : cell)).Append(" |\n");
        }

        return table.ToString();
    }

    private static string DeliveryIds(WebhookScheme scheme)
    {
        var otherwise = scheme.BodiesRepeat ? "each is new" : "hash of the event";
        return scheme.DeliveryIds is [] ? otherwise : $"{Templates(scheme.DeliveryIds)}, else {otherwise}";
    }

    private static string Batch(WebhookScheme scheme) => scheme switch
    {
        { Format: BodyFormat.Soap } => "`Notification`",
        { BatchAt: null } => "",
        { BatchAt: [] } => "`$[*]`",
        _ => $"`$.{string.Join('.', scheme.BatchAt)}[*]`",
    };

    private static string Templates(IReadOnlyList<string> templates) => string.Join(", else ", templates.Select(template => $"`{template}`"));
}

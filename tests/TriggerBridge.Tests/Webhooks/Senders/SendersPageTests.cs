using System.Globalization;
using System.Text;
using TriggerBridge.Testing;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;

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
        foreach (var table in new[] { Table(), SecurityTable() })
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

    private static string Table()
    {
        var table = new StringBuilder("| scheme | how a request is verified | test of the address | delivery id | event type | batch | answer |\n|---|---|---|---|---|---|---|\n");
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

    private static string SecurityTable()
    {
        var table = new StringBuilder("| scheme | what is read of the body before verification | what someone can do with a captured request |\n|---|---|---|\n");
        foreach (var scheme in WebhookSchemes.Names.Select(name => WebhookSchemes.Create(name)))
            table.Append("| ").AppendJoin(" | ", $"`{scheme.Name}`", scheme.Handshake?.ReadsOfBody ?? scheme.Verifier.ReadsOfBody, Captured(scheme)).Append(" |\n");
        return table.ToString();
    }

    private static string Captured(WebhookScheme scheme)
    {
        if (scheme.Verifier is TokenProof { CoversBody: false }) return "start the workflow with any event, until its token expires";
        if (!scheme.Verifier.CoversBody) return scheme.Name == "lever" ? "start the workflow with any event: its token can be used again" : "start the workflow with any event: the secret is in the request";
        var spec = (scheme.Verifier as HmacSignature)?.Spec;
        var within = spec?.Time?.Tolerance is { } tolerance ? $" within {tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min" : "";
        if (scheme.BodiesRepeat) return "start the workflow again" + within;
        if (scheme.IsGeneric) return "start the workflow again under another id, if `deliveryId` is not part of what is signed";
        return scheme.DeliveryIds is [var first, ..] && HeaderIn(first) is { } header && spec?.Signed.HasHeader(header) != true
            ? "start the workflow again under another id" + within
            : "nothing: it is a duplicate";
    }

    private static string? HeaderIn(string template) => template.Split('\'') is [_, var header, _] && template.Contains("$$.headers", StringComparison.Ordinal) ? header : null;

    private static string DeliveryIds(WebhookScheme scheme)
    {
        if (scheme.IsGeneric) return "from the bridge file";
        var otherwise = scheme.BodiesRepeat ? "each event is new" : "hash of the event";
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

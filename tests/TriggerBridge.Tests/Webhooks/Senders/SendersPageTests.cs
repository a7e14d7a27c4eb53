using System.Globalization;
using System.Text;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Testing;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Hmac;
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

    // The sections of the general schemes are written by hand.
    private static string Sections()
    {
        var text = new StringBuilder("\n");
        foreach (var (scheme, start) in Known().Select(scheme => (scheme, Start: SenderStart.All[scheme.Name])).OrderBy(each => each.Start.Sender, StringComparer.OrdinalIgnoreCase))
        {
            string[] keys =
            [
                $"\"scheme\": \"{scheme.Name}\"",
                .. scheme.Verifier.NeedsSecret ? ["\"secret\": \"…\""] : Array.Empty<string>(),
                .. scheme.Keys.Contains(SchemeKeys.VerifyToken, StringComparer.Ordinal) ? ["\"verifyToken\": \"…\""] : Array.Empty<string>(),
                .. start.Webhook?.Select(key => $"\"{key.Key}\": \"{key.Value}\"") ?? [],
            ];
            text.Append(CultureInfo.InvariantCulture, $"### {start.Sender}: `{scheme.Name}`\n\n`\"webhook\": {{ {string.Join(", ", keys)} }}`\n\n");
            text.Append(start.SetupOf("the bridge", "the bridge's address", "`secret`", "`verifyToken`")).Append("\n\n");
            if (start.Notes is { } notes) text.Append(notes).Append("\n\n");
        }

        return text.ToString();
    }

    private static string Sources()
    {
        var table = new StringBuilder("| scheme | | source |\n|---|---|---|\n");
        foreach (var scheme in Known())
            table.Append("| ").AppendJoin(" | ", $"`{scheme.Name}`", scheme.Facts!.Certainty.ToString().ToLowerInvariant(), scheme.Facts.Source).Append(" |\n");
        return table.ToString();
    }

    private static IEnumerable<WebhookScheme> Known() => WebhookSchemes.Names.Select(name => WebhookSchemes.Create(name)).Where(scheme => scheme.Facts is not null);

    private static string SecurityTable()
    {
        var table = new StringBuilder("| scheme | what is read of the body before verification | what someone can do with a captured request |\n|---|---|---|\n");
        foreach (var scheme in WebhookSchemes.Names.Select(name => WebhookSchemes.Create(name)))
            table.Append("| ").AppendJoin(" | ", $"`{scheme.Name}`", scheme.Handshake?.ReadsOfBody ?? scheme.Verifier.ReadsOfBody, Captured(scheme)).Append(" |\n");
        return table.ToString();
    }

    private static string Captured(WebhookScheme scheme)
    {
        if (!scheme.Verifier.CoversBody) return scheme.Verifier is HmacSignature ? "start the workflow with any event: its token can be used again" : "start the workflow with any event: the secret is in the request";
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

using System.Text;
using System.Text.RegularExpressions;
using TriggerBridge.Cli.Sending;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Webhooks;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Cli;

/// <summary>Where ids stand, in all formats; what else stands there stays.</summary>
public sealed class FreshIdTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Xml = "text/xml";

    [Theory]
    [InlineData("stripe", """{"id":"evt_1","n":1.50,"a":{"id":"x"}}""", """^\{"id":"evt_1-[0-9a-f]{8}","n":1\.50,"a":\{"id":"x"\}\}$""")]
    [InlineData("okta", """{"data":{"events":[{"uuid":"f790999f-fe87-467a-9880-6982a583986c"},{"uuid":"2"}]}}""", """^\{"data":\{"events":\[\{"uuid":"(?!f790999f)[0-9a-f-]{36}"\},\{"uuid":"1[0-9]{8}"\}\]\}\}$""")]
    [InlineData("hubspot", """[{"subscriptionId":5,"eventId":1,"occurredAt":9}]""", """^\[\{"subscriptionId":5,"eventId":1[0-9]{8},"occurredAt":9\}\]$""")]
    [InlineData("hubspot", """[{"eventId":1}]""", """^\[\{"eventId":1[0-9]{8}\}\]$""")]
    [InlineData("docusign", """{"event":"e","data":{"envelopeId":"a"},"generatedDateTime":"t"}""", """^\{"event":"e","data":\{"envelopeId":"a-[0-9a-f]{8}"\},"generatedDateTime":"t"\}$""")]
    [InlineData("docusign", "<D><EnvelopeStatus><EnvelopeID>a</EnvelopeID><Status>s</Status><TimeGenerated>t</TimeGenerated></EnvelopeStatus></D>", "<EnvelopeID>a-[0-9a-f]{8}</EnvelopeID><Status>s</Status>", Xml)]
    [InlineData("slack", "a=%C3%BC+b&trigger_id=1.2&c=", "^a=%C3%BC\\+b&trigger_id=1\\.2-[0-9a-f]{8}&c=$", Form)]
    [InlineData("slack", "payload=%7B%22type%22%3A%22a%22%2C%22trigger_id%22%3A%221.2%22%7D", "^payload=%7B%22type%22%3A%22a%22%2C%22trigger_id%22%3A%221\\.2-[0-9a-f]{8}%22%7D$", Form)]
    [InlineData("twilio", "MessageSid=SM1&MessageStatus=sent", "^MessageSid=SM1-[0-9a-f]{8}&MessageStatus=sent$", Form)]
    [InlineData("twilio", "CallSid=CA1&CallStatus=busy", "^CallSid=CA1-[0-9a-f]{8}&CallStatus=busy$", Form)]
    [InlineData("cloudevents", """{"source":"/a","id":"1-a","type":"t"}""", """^\{"source":"/a","id":"1-a-[0-9a-f]{8}","type":"t"\}$""")]
    [InlineData("salesforce", """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><Notification><Id>04l</Id><sObject><Id>003</Id></sObject></Notification></notifications></e:Body></e:Envelope>""", "<Notification><Id>04l-[0-9a-f]{8}</Id><sObject><Id>003</Id></sObject></Notification>", Xml)]
    [InlineData("sailpoint", """{"_metadata":{"invocationId":"a","triggerId":"idn:x"}}""", """^\{"_metadata":\{"invocationId":"a-[0-9a-f]{8}","triggerId":"idn:x"\}\}$""")]
    [InlineData("pagerduty", """{"event":{"id":"a"}}""", """^\{"event":\{"id":"a-[0-9a-f]{8}"\}\}$""")]
    // Events without an id, and what is no event, stay as they are.
    [InlineData("stripe", """{"type":"a"}""", """^\{"type":"a"\}$""")]
    [InlineData("stripe", "no JSON", "^no JSON$")]
    [InlineData("zoom", """{"id":"a"}""", """^\{"id":"a"\}$""")]
    public void An_id_in_the_body_is_renewed_and_nothing_else(string scheme, string body, string expected, string contentType = "application/json")
    {
        var request = Requests.Post(body) with { ContentType = contentType };

        Assert.Matches(new Regex(expected, RegexOptions.None, TimeSpan.FromSeconds(10)), Encoding.UTF8.GetString(Renew(scheme, request).Body.Span));
    }

    [Theory]
    [InlineData("github", "x-github-delivery")]
    [InlineData("gitlab", "webhook-id")]
    [InlineData("cloudevents", "ce-id")]
    public void An_id_in_a_header_is_renewed(string scheme, string header)
    {
        var renewed = Renew(scheme, Requests.Post("{}", (header, "old"), ("ce-source", "/a"), ("other", "1")));

        Assert.Matches("^old-[0-9a-f]{8}$", renewed.Headers[header]);
        Assert.Equal(("/a", "1"), (renewed.Headers["ce-source"], renewed.Headers["other"]));
    }

    [Fact]
    public void A_header_that_the_sender_always_sends_is_added() => Assert.True(Guid.TryParse(Renew("svix", Requests.Post("{}")).Headers["svix-id"], out _));

    [Fact]
    public void A_bridges_own_id_counts()
    {
        var bridge = BridgeFolder.LoadOne(BridgeText.With("webhook", """{ "scheme": "header-key", "secret": "s", "deliveryId": "{{$.record.sys_id}}/{{$$.query.v}}/{{lower($.record.state)}}" }"""));

        var renewed = FreshId.Renew(bridge.Webhook!, Requests.Post("""{"record":{"sys_id":"a","state":"B"}}""") with { Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["v"] = "7" } });

        Assert.Matches("""^\{"record":\{"sys_id":"a-[0-9a-f]{8}","state":"B"\}\}$""", Encoding.UTF8.GetString(renewed.Body.Span));
        Assert.Matches("^1[0-9]{8}$", renewed.Query["v"]);
    }

    private static WebhookRequest Renew(string scheme, WebhookRequest request) => FreshId.Renew(BridgeFolder.LoadOne(BridgeText.With("webhook.scheme", $"\"{scheme}\"")).Webhook!, request);
}

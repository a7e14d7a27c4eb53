using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders' own libraries sign, and the schemes verify.</summary>
public sealed class SdkSignatureTests
{
    private const string Body = """{"type":"invoice.paid","name":"Zoë 🦊"}""";
    private const string Base64Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string FormUrl = "https://hooks.example.com/api/hooks/twilio?a=1&b=%20";
    private const string PlainUrl = "https://hooks.example.com/api/hooks/hubspot?a=1";
    private const string UserCreated = """{"event":"user.created","payload":{"name":"Zoë 🦊"}}""";
    private const string UrlValidation = """{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}""";

    private static readonly long Time = SenderSample.Now.ToUnixTimeSeconds();

    [SignersFact]
    public async Task Senders_own_libraries_are_verified_and_a_changed_byte_is_not()
    {
        var hash = (await SenderLibraries.RunAsync(new JsonObject { ["scheme"] = "twilio-hash", ["body"] = Body }))[0]["hash"];
        var hashUrl = $"https://hooks.example.com/api/hooks/twilio?bodySHA256={hash}";
        var requests = new[]
        {
            Request("github", "it's a secret"),
            Request("standard-webhooks", Base64Secret),
            Request("gitlab-signing", Base64Secret),
            Request("svix", Base64Secret),
            Request("clerk", Base64Secret),
            Request("stripe", "whsec_as_it_is"),
            Request("sendgrid", ""),
            Request("discord", ""),
            Request("telnyx", ""),
            Request("slack", "8f742231b10e8888abcd99yyyzzz85a5"),
            Request("shopify", "hush"),
            Request("workos", "workos' secret"),
            Request("workos-actions", "workos' secret"),
            Request("mux", "mux' secret"),
            Request("paddle", "pdl_ntfset_secret"),
            Request("line", "8c570fa6dd201bb328f1c1eac23a96d8"),
            Request("notion", "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl"),
            Request("twilio", "12345", hashUrl),
        };

        var signed = await SenderLibraries.RunAsync(requests);

        for (var i = 0; i < requests.Length; i++)
        {
            var scheme = requests[i]["scheme"]!.GetValue<string>();
            var secret = signed[i].GetValueOrDefault("secret") ?? requests[i]["secret"]!.GetValue<string>();

            AssertVerified(scheme, SenderSample.With(Signed(Body, signed[i]) with { Url = hashUrl }, "?bodySHA256", hash), secret);
        }
    }

    [SignersFact]
    public async Task HubSpots_library_signs_the_address()
    {
        var headers = (await SenderLibraries.RunAsync(Request("hubspot", "yyyyyyyy-yyyy", PlainUrl)))[0];
        var request = Signed(Body, headers) with { Url = PlainUrl };

        AssertVerified("hubspot", request, "yyyyyyyy-yyyy");
        Assert.IsType<VerificationResult.Failed>(Verify("hubspot", request with { Url = PlainUrl + "&b" }, "yyyyyyyy-yyyy"));
        Assert.IsType<VerificationResult.Failed>(Verify("hubspot", request with { Method = "PUT" }, "yyyyyyyy-yyyy"));
    }

    [SignersFact]
    public async Task Linears_library_takes_the_time_in_the_body()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"action":"create","data":{"title":"Zoë 🦊"},"webhookTimestamp":{{Time * 1000}},"webhookId":"1"}""");
        var request = Request("linear", "lin_wh_secret");
        request["body"] = body;

        AssertVerified("linear", Signed(body, (await SenderLibraries.RunAsync(request))[0]), "lin_wh_secret");
    }

    [SignersFact]
    public async Task Zooms_library_accepts_what_the_scheme_does_and_answers_the_handshake_alike()
    {
        var validation = Request("zoom", "zoom's secret");
        validation["body"] = UrlValidation;
        var created = Request("zoom", "zoom's secret");
        created["body"] = UserCreated;
        var signed = await SenderLibraries.RunAsync(created, validation);

        AssertVerified("zoom", Signed(UserCreated, signed[0]), "zoom's secret");
        var verified = Assert.IsType<VerificationResult.Verified>(Verify("zoom", Signed(UrlValidation, signed[1]), "zoom's secret"));
        var answer = WebhookSchemes.Create("zoom").Handshake!.Answer(Signed(UrlValidation, signed[1]), verified.By)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(signed[1]["answer"]), JsonNode.Parse(answer.Body.Span)));
    }

    [SignersFact]
    public async Task CloudEvents_SDK_writes_one_event_in_two_ways()
    {
        var cloudEvent = JsonNode.Parse("""{"id":"1","source":"/hr","type":"leaver","time":"2026-06-01T12:00:00.000Z","subject":"s","department":"it","data":{"name":"Zoë 🦊"}}""");
        var written = await SenderLibraries.RunAsync(
            new JsonObject { ["scheme"] = "cloudevents-binary", ["event"] = cloudEvent!.DeepClone() },
            new JsonObject { ["scheme"] = "cloudevents-structured", ["event"] = cloudEvent });

        var events = written.ConvertAll(one => ReadEvent(Signed(one["body"], one) with { ContentType = one["content-type"] }));

        Assert.All(events, read => Assert.Equal("Zoë 🦊", read["data"]!["name"]!.GetValue<string>()));
        Assert.All((string[])["id", "source", "type", "time", "subject", "department", "specversion"], name =>
            Assert.Equal(events[1][name]!.GetValue<string>(), events[0][name]!.GetValue<string>()));
    }

    [SignersFact]
    public async Task Library_of_SNS_accepts_what_the_scheme_does()
    {
        var sender = CertificateSamples.Sns;
        var certificate = Encoding.ASCII.GetString(sender.Published![CertificateSamples.SnsCertificate]);
        JsonObject[] requests =
        [
            .. new[] { "Notification", "SubscriptionConfirmation" }.SelectMany(_ => new[] { "1", "2" }, (type, version) => new JsonObject
            {
                ["scheme"] = "aws-sns",
                ["secret"] = sender.Secret,
                ["certificate"] = certificate,
                ["message"] = Message(type, version),
            }),
        ];

        var signed = await SenderLibraries.RunAsync(requests);

        Assert.All(signed, one => Assert.IsType<VerificationResult.Verified>(sender.Verify(SenderSample.Post(Encoding.UTF8.GetBytes(one["body"])))));
        Assert.All(signed, one => Assert.IsType<VerificationResult.Failed>(sender.Verify(SenderSample.Post(Encoding.UTF8.GetBytes(one["body"].Replace("🦊", "🦝", StringComparison.Ordinal))))));

        static JsonObject Message(string type, string version)
        {
            var message = new JsonObject
            {
                ["Type"] = type,
                ["MessageId"] = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                ["TopicArn"] = CertificateSamples.Topic,
                ["Message"] = "Zoë \"🦊\"\n",
                ["Timestamp"] = "2026-06-01T11:59:00.655Z",
                ["SignatureVersion"] = version,
                ["SigningCertURL"] = CertificateSamples.SnsCertificate,
            };
            if (type == "Notification") message["Subject"] = "left";
            else (message["Token"], message["SubscribeURL"]) = ("2336412f37fb", "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37fb");
            return message;
        }
    }

    [SignersFact]
    public async Task Twilios_library_signs_forms()
    {
        const string form = "To=%2B18005551212&Body=caf%C3%A9+au+lait+%F0%9F%A6%8A&From=%2B14158675309&Empty=&MessageSid=SM1";
        var fields = new JsonObject { ["From"] = "+14158675309", ["Body"] = "café au lait 🦊", ["MessageSid"] = "SM1", ["To"] = "+18005551212", ["Empty"] = "" };
        var signature = (await SenderLibraries.RunAsync(new JsonObject { ["scheme"] = "twilio", ["secret"] = "12345", ["url"] = FormUrl, ["fields"] = fields }))[0];
        var request = SenderSample.Post(Encoding.UTF8.GetBytes(form), ("x-twilio-signature", signature["x-twilio-signature"])) with
        {
            Url = FormUrl,
            ContentType = "application/x-www-form-urlencoded; charset=UTF-8",
        };

        AssertVerified("twilio", request, "12345");
        AssertVerified("twilio", request with { Url = FormUrl.Replace(".com/", ".com:443/", StringComparison.Ordinal) }, "12345");
        Assert.IsType<VerificationResult.Failed>(Verify("twilio", request with { Url = FormUrl + "&c" }, "12345"));
        Assert.IsType<VerificationResult.Failed>(Verify("twilio", request with { ContentType = "application/json" }, "12345"));
    }

    private static JsonObject Request(string scheme, string secret, string? url = null) => new()
    {
        ["scheme"] = scheme,
        ["secret"] = secret,
        ["body"] = Body,
        ["time"] = Time,
        ["url"] = url,
    };

    private static WebhookRequest Signed(string body, Dictionary<string, string> headers) =>
        SenderSample.Post(Encoding.UTF8.GetBytes(body), [.. headers.Select(header => (header.Key, header.Value))]);

    private static JsonNode ReadEvent(WebhookRequest request) =>
        JsonNode.Parse(Assert.Single(Assert.IsType<EventBody.Events>(EventReader.Read(request, WebhookSchemes.Create("cloudevents"))).All).Json.Span)!;

    private static void AssertVerified(string scheme, WebhookRequest request, string secret)
    {
        Assert.True(Verify(scheme, request, secret) is VerificationResult.Verified, scheme);
        var body = request.Body.ToArray();
        body[^3] ^= 1;
        Assert.True(Verify(scheme, request with { Body = body }, secret) is VerificationResult.Failed, scheme);
        Assert.True(Verify(scheme, request, "another") is VerificationResult.Failed, scheme);
    }

    private static VerificationResult Verify(string scheme, WebhookRequest request, string secret) =>
        WebhookSchemes.Create(scheme).Verify(request, [new SecretValue(secret)], SenderSample.Now);
}

using System.Globalization;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Requests with the signatures that the senders published, or that their libraries made or accepted once.</summary>
public sealed class PublishedVectorTests
{
    private const string Invoice = """{"type":"invoice.paid","name":"Zoë 🦊"}""";

    /// <summary>https://docs.slack.dev/authentication/verifying-requests-from-slack.</summary>
    [Fact]
    public void Slacks_published_signature_is_verified()
    {
        const string form = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var request = Requests.Post(
            form,
            ("x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            ("x-slack-request-timestamp", "1531420618"));

        AssertVerified("slack", request, "8f742231b10e8888abcd99yyyzzz85a5", 1531420618);
    }

    /// <summary>https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks; Bitbucket signs alike.</summary>
    [Theory]
    [InlineData("jira")]
    [InlineData("bitbucket")]
    public void Atlassians_published_signature_is_verified(string scheme)
    {
        var request = Requests.Post("Hello World!", ("x-hub-signature", "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"));

        AssertVerified(scheme, request, "It's a Secret to Everybody", 0);
    }

    /// <summary>https://github.com/PagerDuty/go-pagerduty/blob/main/webhookv3/webhookv3_test.go.</summary>
    [Fact]
    public void PagerDutys_published_signature_is_verified()
    {
        const string body = """{"event":{"id":"01BWDWL3NYY7LUFPZCC28QUCMK","event_type":"incident.priority_updated","resource_type":"incident","occurred_at":"2021-04-26T17:36:27.458Z","agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","self":"https://api.pagerduty.com/users/PLH1HKV","summary":"Tenex Engineer","type":"user_reference"},"client":null,"data":{"id":"PGR0VU2","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2","number":2,"status":"triggered","title":"A little bump in the road","service":{"html_url":"https://acme.pagerduty.com/services/PF9KMXH","id":"PF9KMXH","self":"https://api.pagerduty.com/services/PF9KMXH","summary":"API Service","type":"service_reference"},"assignees":[{"html_url":"https://acme.pagerduty.com/users/PTUXL6G","id":"PTUXL6G","self":"https://api.pagerduty.com/users/PTUXL6G","summary":"User 123","type":"user_reference"}],"escalation_policy":{"html_url":"https://acme.pagerduty.com/escalation_policies/PUS0KTE","id":"PUS0KTE","self":"https://api.pagerduty.com/escalation_policies/PUS0KTE","summary":"Default","type":"escalation_policy_reference"},"teams":[{"html_url":"https://acme.pagerduty.com/teams/PFCVPS0","id":"PFCVPS0","self":"https://api.pagerduty.com/teams/PFCVPS0","summary":"Engineering","type":"team_reference"}],"priority":{"html_url":"https://acme.pagerduty.com/account/incident_priorities","id":"PSO75BM","self":"https://api.pagerduty.com/priorities/PSO75BM","summary":"P1","type":"priority_reference"},"urgency":"high","conference_bridge":{"conference_number":1000,"conference_url":"https://example.com"},"resolve_reason":null}}}""";
        var request = Requests.Post(body, ("x-pagerduty-signature", "v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd"));

        AssertVerified("pagerduty", request, "lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK", 0);
    }

    /// <summary>https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts.</summary>
    [Theory]
    [InlineData("standard-webhooks", "webhook")]
    [InlineData("gitlab-signing", "webhook")]
    [InlineData("svix", "svix")]
    public void Standard_Webhooks_published_signature_is_verified(string scheme, string headers)
    {
        var request = Requests.Post(
            """{"test": 2432232314}""",
            (headers + "-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            (headers + "-timestamp", "1614265330"),
            (headers + "-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

        AssertVerified(scheme, request, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330);
        AssertVerified(scheme, request, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330);
    }

    /// <summary>https://www.twilio.com/docs/usage/security; the fields in another order than the signed one.</summary>
    [Fact]
    public void Twilios_published_signature_is_verified()
    {
        const string form = "To=%2B18005551212&Digits=1234&From=%2B14158675309&CallSid=CA1234567890ABCDE&Caller=%2B14158675309";
        var request = Requests.Post(form, ("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")) with
        {
            Url = "https://mycompany.com/myapp.php?foo=1&bar=2",
            ContentType = "application/x-www-form-urlencoded",
        };

        AssertVerified("twilio", request, "12345", 0);
    }

    /// <summary>https://github.com/sendgrid/sendgrid-nodejs/blob/main/packages/eventwebhook/src/eventwebhook.spec.js.</summary>
    [Fact]
    public void SendGrids_published_signature_is_verified()
    {
        const string body = """[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]""" + "\r\n";
        const string key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
        var request = Requests.Post(
            body,
            ("x-twilio-email-event-webhook-signature", "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="),
            ("x-twilio-email-event-webhook-timestamp", "1600112502"));

        AssertVerified("sendgrid", request, key, 1600112502);
    }

    /// <summary>SmartRecruiters' OpenAPI client.</summary>
    [Fact]
    public void SmartRecruiters_published_signature_is_verified()
    {
        var request = Requests.Post(
            """{"job_id":"jid","candidate_id":"cid"}""",
            ("smartrecruiters-timestamp", "1574080897"),
            ("smartrecruiters-signature", "v1=2e9291f10d44ca10204a4cd81b05d73b6a316b2b605d4e2e0e0b37b40198ce1f"),
            ("event-id", "123"),
            ("event-name", "application.created"),
            ("event-version", "v201910"),
            ("link", "<http://smartrecruiters.com/endpoint>; rel=self"));

        AssertVerified("smartrecruiters", request, "HeBVky2bccvvkcXPimH8c", 1574080897);
    }

    /// <summary>https://circleci.com/docs/outbound-webhooks.</summary>
    [Fact]
    public void CircleCIs_published_signature_is_verified() =>
        AssertVerified("circleci", Requests.Post("hello world", ("circleci-signature", "v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a")), "secret", 0);

    /// <summary>Made by signRequest of @contentful/node-apps-toolkit 3.16.1.</summary>
    [Fact]
    public void What_Contentfuls_own_library_signs_is_verified()
    {
        var request = Requests.Post(
            """{"sys":{"id":"Zoë"}}""",
            ("x-contentful-signature", "6ffdd4a63ca561201b2c8d439d176106639f76d0226f1ccdd761ffbfa2f38956"),
            ("x-contentful-signed-headers", "x-contentful-signed-headers,x-contentful-timestamp,x-contentful-topic,x-extra"),
            ("x-contentful-timestamp", "1780315200000"),
            ("x-contentful-topic", "ContentManagement.Entry.publish"),
            ("x-extra", " padded ")) with
        {
            Url = "https://hooks.example.com/api/hooks/leavers?team=x y&z=%41",
        };

        AssertVerified("contentful", request, new string('a', 64), 1780315200);
    }

    /// <summary>Made by calculateHmac of @adyen/api-library 32.1.0.</summary>
    [Fact]
    public void What_Adyens_own_library_signs_is_verified()
    {
        const string body = """{"notificationItems":[{"NotificationRequestItem":{"pspReference":"7914073381342284","originalReference":"","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true","additionalData":{"hmacSignature":"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="}}}]}""";

        AssertVerified("adyen", Requests.Post(body), "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056", 0);
    }

    /// <summary>Accepted by WebhooksHelper of square 46.0.0, which is too large to be installed for each test.</summary>
    [Fact]
    public void What_Squares_own_library_accepts_is_verified()
    {
        var request = Requests.Post(Invoice, ("x-square-hmacsha256-signature", "1t6mWSekTGqi4snLGS5nwv10u4PMa6HhHu8gdwgQX5I=")) with
        {
            Url = "https://hooks.example.com/api/hooks/leavers?a=%2F%41",
        };

        AssertVerified("square", request, "sq_key", 1780315200);
    }

    /// <summary>Accepted by WebhooksManager of box-node-sdk 10.12.0, by either key.</summary>
    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void What_Boxs_own_library_accepts_is_verified(string key)
    {
        var request = Requests.Post(
            Invoice,
            ("box-delivery-timestamp", "2026-06-01T04:59:00-07:00"),
            ("box-signature-version", "1"),
            ("box-signature-algorithm", "HmacSHA256"),
            ("box-signature-primary", "zRVopm5xGGajuxZLoWvWj0s1YpkE1Vvstl8xpezu4Uo="),
            ("box-signature-secondary", "Wn9v5ik/r3ozTZm+LLuvXekXsC8YGPTw44zuA2rJoZs="));

        AssertVerified("box", request, key, 1780315200);
    }

    /// <summary>Accepted by verifySignature of webflow-api 3.3.4.</summary>
    [Fact]
    public void What_Webflows_own_library_accepts_is_verified() => AssertVerified(
        "webflow",
        Requests.Post(Invoice, ("x-webflow-timestamp", "1780315200000"), ("x-webflow-signature", "8b588fd31217f4f49ec3ede4e3706aaffebb1119740db19a58a7235b7e3dcbf0")),
        "wf_secret",
        1780315200);

    /// <summary>Made by computeSignature of coinbase-commerce-node 1.0.4.</summary>
    [Fact]
    public void What_Coinbases_own_library_signs_is_verified() => AssertVerified(
        "coinbase-commerce", Requests.Post(Invoice, ("x-cc-webhook-signature", "6cfd00bd1b09e680ad6b21a7220a782dce739297db22070099844a14b66e6976")), "cc_secret", 0);

    /// <summary>Made by calculateHmac of @adyen/api-library 32.1.0, and accepted by its validateHMACSignature.</summary>
    [Fact]
    public void What_Adyens_own_library_signs_for_its_platform_is_verified() => AssertVerified(
        "adyen-platform", Requests.Post(Invoice, ("hmacsignature", "+TZScxHMogUcoI5/jqh++yIGzi07PQ2BK/H9Lpiab3Y=")), "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056", 0);

    private static void AssertVerified(string scheme, WebhookRequest request, string secret, long time)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time);
        var verified = WebhookSchemes.Create(scheme).Verify(request, [new SecretValue(secret)], now);
        Assert.True(verified is VerificationResult.Verified, string.Create(CultureInfo.InvariantCulture, $"{scheme}: {verified}"));
        var changed = SpoiledRequest.WithByte(request, request.Body.Length / 2, b => (byte)(b ^ 1));
        Assert.IsType<VerificationResult.Failed>(WebhookSchemes.Create(scheme).Verify(changed, [new SecretValue(secret)], now));
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>What every sender sees of the whole app: the answer that it expects, and nothing where it is not proven.</summary>
public sealed class HttpContractTests
{
    // As their documentation has it: any JSON is shown to the user, or is a failure.
    private static readonly string[] WantNoBody = ["docusign", "dropbox", "meta", "sailpoint", "slack", "smartsheet", "twilio", "zoom"];

    public static TheoryData<int, string> Senders => SenderTheory.Of(sample => sample.IsForBridges);

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Good_request_is_recorded_and_answered_as_its_sender_expects(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        await using var app = await SenderApp.StartForAsync(sender);

        var answer = await app.SendAsync(sender.Good("Zoë 🦊"));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await app.SendAsync(sender.Good("Zoë 🦊"));
        await app.TickAsync(TimeSpan.FromSeconds(1));

        AssertExpected(scheme, answer, expected: 202);
        // Dropbox and Plaid say only that there is something new: each of their requests is an event.
        AssertExpected(scheme, again, expected: scheme is "dropbox" or "plaid" or "plaid-sandbox" ? 202 : 200);
        var rows = (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(scheme is "microsoft-graph" or "salesforce" or "dropbox" or "plaid" or "plaid-sandbox" ? 2 : 1, rows.Count);
        Assert.All(rows, row => Assert.Equal("Started", row.GetProperty("status").GetString()));
        Assert.Contains(app.Tenant.Inputs, input => input.GetRawText().Contains("Zo", StringComparison.Ordinal) && HasText(input, "Zoë 🦊"));
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Whatever_is_wrong_the_answer_is_the_same_and_only_the_log_says_what(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        await using var app = await SenderApp.StartForAsync(sender);
        var flawed = Flawed(sender).ToList();

        var answers = new List<HttpAnswer>();
        foreach (var (_, request) in flawed) answers.Add(await app.SendAsync(request));
        app.Time.Advance(TimeSpan.FromSeconds(1));

        var refused = string.Create(CultureInfo.InvariantCulture, $$"""{"type":"urn:triggerbridge:error:not-verified","title":"Not verified","status":{{sender.RefusedStatus}},"detail":"The request is not verified.","remedy":"{{ProblemTypes.NotVerified.Remedy}}"}""");
        Assert.Equal(new HttpAnswer(sender.RefusedStatus, "application/problem+json", refused), answers[0] with { Headers = "" });
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(0, (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength());

        var warnings = app.Logs.At(LogLevel.Warning);
        Assert.Equal(flawed.Count > 1 ? 2 : 1, warnings.Count);
        Assert.All(flawed, flaw => Assert.Contains(warnings, line => line.Contains(Rejections.Describe(flaw.Reason), StringComparison.Ordinal)));
        Assert.DoesNotContain(warnings, line => line.Contains(sender.Secret, StringComparison.Ordinal) || line.Contains(sender.OtherSecret, StringComparison.Ordinal));
        Assert.Equal(scheme, sender.Scheme);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Without_its_secret_the_bridge_is_closed_with_503(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        if (!sender.NeedsSecret) return;
        await using var app = await SenderApp.StartForAsync(sender with { Scheme = scheme });
        app.WriteSecrets("""{ "client": { "id": "external", "secret": "s" } }""");
        app.Time.Advance(TimeSpan.FromHours(1));

        for (var i = 0; i < 20; i++) Assert.Equal(503, (await app.SendAsync(sender.Good())).Status);

        Assert.Single(app.Logs.At(LogLevel.Error), line => line.Contains("cannot verify its sender", StringComparison.Ordinal));
    }

    private static IEnumerable<(VerificationFailure Reason, WebhookRequest Request)> Flawed(SenderSample sender)
    {
        var good = sender.Good();
        yield return (VerificationFailure.WrongSignature, sender.Sign(sender.OtherSecret, "hello", SenderSample.Now));
        if (sender.SignsBody) yield return (VerificationFailure.WrongSignature, SpoiledRequest.WithByte(good, good.Body.Length - 3, b => (byte)(b ^ 1)));
        foreach (var field in sender.Proof.Where(field => field != "?bodySHA256")) yield return (VerificationFailure.MissingSignature, SenderSample.With(good, field, value: null));
        if (sender.ProofInBodyAfter is not null) yield return (VerificationFailure.MissingSignature, good with { Body = "{}"u8.ToArray() });
        if (sender.SignsBody) yield return (VerificationFailure.MalformedSignature, SenderSample.With(good, sender.Proof[0], "no signature"));
        if (sender.Tolerance is not { } tolerance) yield break;
        yield return (VerificationFailure.Stale, sender.Sign(sender.Secret, "hello", SenderSample.Now - tolerance - TimeSpan.FromSeconds(1)));
        yield return (VerificationFailure.Stale, sender.Sign(sender.Secret, "hello", SenderSample.Now + tolerance + TimeSpan.FromSeconds(1)));
    }

    private static void AssertExpected(string scheme, HttpAnswer answer, int expected)
    {
        if (WantNoBody.Contains(scheme, StringComparer.Ordinal))
        {
            Assert.Equal((200, "", ""), (answer.Status, answer.Type, answer.Body));
        }
        else if (scheme == "microsoft-teams")
        {
            Assert.Equal(new HttpAnswer(200, "application/json", """{"type":"message","text":"Received."}"""), answer with { Headers = "" });
        }
        else if (scheme == "adyen")
        {
            Assert.Equal(new HttpAnswer(200, "text/plain; charset=utf-8", "[accepted]"), answer with { Headers = "" });
        }
        else if (scheme == "discord")
        {
            Assert.Equal((204, "application/json", ""), (answer.Status, answer.Type, answer.Body));
        }
        else if (scheme == "adobe-sign")
        {
            Assert.Equal((200, "", ""), (answer.Status, answer.Type, answer.Body));
        }
        else if (scheme == "workos-actions")
        {
            Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
            Assert.Contains("\"verdict\":\"Allow\"", answer.Body, StringComparison.Ordinal);
        }
        else if (scheme == "salesforce")
        {
            Assert.Equal((200, "text/xml; charset=utf-8"), (answer.Status, answer.Type));
            Assert.Contains("<Ack>true</Ack>", answer.Body, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((expected, "application/json; charset=utf-8"), (answer.Status, answer.Type));
            var body = JsonElement.Parse(answer.Body);
            Assert.Equal(scheme == "microsoft-graph" ? JsonValueKind.Array : JsonValueKind.Undefined, body.TryGetProperty("deliveries", out var list) ? list.ValueKind : default);
            Assert.Matches("^[0-9a-f]{32}$", (list.ValueKind == JsonValueKind.Array ? list[0] : body).GetProperty("deliveryId").GetString());
        }
    }

    private static bool HasText(JsonElement element, string text) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Contains(text, StringComparison.Ordinal),
        JsonValueKind.Object => element.EnumerateObject().Any(member => HasText(member.Value, text)),
        JsonValueKind.Array => element.EnumerateArray().Any(item => HasText(item, text)),
        _ => false,
    };
}

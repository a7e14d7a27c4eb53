using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>Tokens of senders that publish their keys, through the whole app.</summary>
public sealed class TokenAppTests
{
    private static readonly SenderSample Google = TokenSamples.All.First(sample => sample.Scheme == "google-pubsub");

    [Fact]
    public async Task Keys_are_fetched_once()
    {
        await using var app = await SenderApp.StartForAsync(Google);

        for (var i = 0; i < 3; i++) Assert.Equal(202, (await app.SendAsync(Event(i))).Status);

        Assert.Equal("https://www.googleapis.com/oauth2/v3/certs", Assert.Single(app.Publisher.Asked).AbsoluteUri);
        Assert.Equal(3, await CountAsync(app));
    }

    [Fact]
    public async Task While_the_keys_cannot_be_read_the_sender_is_asked_to_come_again()
    {
        await using var app = await SenderApp.StartForAsync(Google);
        var keys = app.Publisher.Documents.ToArray();
        app.Publisher.Documents.Clear();

        var answer = await app.SendAsync(Event(1));

        Assert.Equal(503, answer.Status);
        Assert.Contains("Retry-After: ", answer.Headers, StringComparison.Ordinal);
        Assert.Contains("The sender's keys cannot be read now.", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(app));

        foreach (var (address, document) in keys) app.Publisher.Documents[address] = document;
        app.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(202, (await app.SendAsync(Event(1))).Status);
        Assert.Equal(1, await CountAsync(app));
    }

    [Fact]
    public async Task Tokens_of_an_unknown_key_are_refused_and_have_the_keys_fetched_at_most_once_a_minute()
    {
        await using var app = await SenderApp.StartForAsync(Google);
        await app.SendAsync(Event(1));
        app.Time.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 20; i++) Assert.Equal(401, (await app.SendAsync(Google.Sign(Google.OtherSecret, "hello", SenderSample.Now))).Status);

        Assert.Equal(2, app.Publisher.Asked.Count);
        Assert.Equal(1, await CountAsync(app));
    }

    [Fact]
    public async Task A_new_key_is_taken_after_a_minute_at_most()
    {
        await using var app = await SenderApp.StartForAsync(Google);
        await app.SendAsync(Event(1));
        foreach (var address in app.Publisher.Documents.Keys) app.Publisher.Documents[address] = SampleToken.Jwks(SampleToken.Key("another"));
        app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(202, (await app.SendAsync(Google.Sign(Google.OtherSecret, """{"message":{"messageId":"2"}}""", SenderSample.Now))).Status);
        Assert.Equal(401, (await app.SendAsync(Event(3))).Status);
    }

    [Fact]
    public async Task Tokens_are_not_kept()
    {
        var sender = TokenSamples.All.Last(sample => sample.Scheme == "atlassian-connect");
        await using var app = await SenderApp.StartForAsync(sender);
        var request = sender.Good();

        Assert.Equal(202, (await app.SendAsync(request)).Status);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        var token = request.Query["jwt"];
        var id = (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items")[0].Id();
        var found = Assert.IsType<DeliveryLookup.Found>(await app.Get<DeliveryLedger>().FindAsync(TestApp.Bridge, id, withPayload: true, default));
        Assert.Empty(found.Payload!.Query);
        Assert.All(app.Logs.All, text => Assert.DoesNotContain(token, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mondays_challenge_is_answered_and_an_event_with_one_is_an_event()
    {
        var monday = TokenSamples.All.First(sample => sample.Scheme == "monday");
        await using var app = await SenderApp.StartForAsync(monday);

        var (status, _, body, _) = await app.SendAsync(HttpMethod.Post, body: """{ "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P" }"""u8.ToArray());

        Assert.Equal((200, """{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}"""), (status, body));
        foreach (var text in new[] { """{"challenge":"c","event":{}}""", """{"challenge":7}""", """{"challenge":"c","challenge":"d"}""", $$"""{"challenge":"{{new string('c', 5000)}}"}""" })
            Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, body: System.Text.Encoding.UTF8.GetBytes(text))).Status);
        Assert.Equal(202, (await app.SendAsync(monday.Good("""{"challenge":"c","event":{"triggerUuid":"1"}}"""))).Status);
        Assert.Equal(1, await CountAsync(app));
    }

    private static WebhookRequest Event(int i) => Google.Good($$$"""{"message":{"messageId":"{{{i}}}"}}""");

    private static async Task<int> CountAsync(TestApp app) => (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength();
}

using System.Net;
using Microsoft.Extensions.Logging;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Certificates;

public sealed class SnsHandshakeTests
{
    private const string Subscribe = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:123456789012:users&Token=2336412f37fb";

    private static readonly SenderSample Sns = CertificateSamples.Sns;

    [Fact]
    public async Task Subscription_to_a_named_topic_is_confirmed_once()
    {
        await using var app = await StartAsync(""", "tolerance": "1.00:00:00" """);

        var first = await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation"));
        app.Time.Advance(TimeSpan.FromHours(23));
        var again = await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation"));

        Assert.Equal((200, 200), (first.Status, again.Status));
        Assert.Equal(1, Visits(app));
        Assert.Equal(0, await RowsAsync(app));
        Assert.DoesNotContain(app.Logs.At(LogLevel.Information), line => line.Contains("2336412f37fb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_visit_fails_SNS_hears_503_and_the_next_one_succeeds()
    {
        await using var app = await StartAsync();
        app.Publisher.Documents.TryRemove(Subscribe, out var document);

        var failed = await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation"));
        app.Publisher.Documents[Subscribe] = document!;
        app.Time.Advance(TimeSpan.FromSeconds(20));
        var repeated = await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation"));

        Assert.Equal((503, 200), (failed.Status, repeated.Status));
        Assert.Equal(2, Visits(app));
        Assert.Equal(0, await RowsAsync(app));
        Assert.DoesNotContain(app.Logs.At(LogLevel.Warning), line => line.Contains("2336412f37fb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscription_to_another_topic_or_by_somebody_else_is_refused_and_nothing_is_visited()
    {
        await using var app = await StartAsync();

        Assert.Equal(401, (await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation", topic: CertificateSamples.Topic + "2"))).Status);
        Assert.Equal(401, (await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation", secret: Sns.OtherSecret))).Status);
        Assert.Equal(0, Visits(app));
    }

    [Theory]
    [InlineData("https://evil.example/?Action=ConfirmSubscription&Token=1")]
    [InlineData("https://sns.eu-central-1.amazonaws.com.evil.example/?Action=ConfirmSubscription&Token=1")]
    [InlineData("http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=1")]
    [InlineData("https://sns.eu-central-1.amazonaws.com:444/?Action=ConfirmSubscription&Token=1")]
    [InlineData("https://me@sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=1")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/?Action=DeleteTopic&Token=1")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=1 2")]
    public async Task Nothing_but_SNS_is_visited(string url)
    {
        await using var app = await StartAsync();

        Assert.Equal(401, (await app.SendAsync(SnsSignatureTests.Confirmation("SubscriptionConfirmation", url))).Status);
        Assert.Empty(app.Publisher.Asked);
    }

    [Fact]
    public async Task Ended_subscription_is_not_taken_up_again_and_the_log_says_so()
    {
        await using var app = await StartAsync();

        Assert.Equal(200, (await app.SendAsync(SnsSignatureTests.Confirmation("UnsubscribeConfirmation"))).Status);

        Assert.Equal(0, Visits(app));
        Assert.Equal(0, await RowsAsync(app));
        Assert.Contains(app.Logs.At(LogLevel.Warning), line => line.Contains(CertificateSamples.Topic, StringComparison.Ordinal) && line.Contains("its subscription was ended", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(500)]
    public async Task While_the_certificate_cannot_be_read_the_sender_hears_503_and_nothing_is_recorded(int status)
    {
        await using var app = await StartAsync();
        app.Publisher.On = (_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Headers = { Location = new Uri("https://evil.example/") } });

        var answer = await app.SendAsync(Sns.Good());

        Assert.Equal(503, answer.Status);
        Assert.Equal(0, await RowsAsync(app));
        app.Publisher.On = null;
        app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(202, (await app.SendAsync(Sns.Good())).Status);
    }

    [Fact]
    public async Task Message_that_holds_JSON_stays_text_and_the_address_that_ends_the_subscription_is_not_kept()
    {
        await using var app = await StartAsync();

        Assert.Equal(202, (await app.SendAsync(Sns.Good("{\"login\":\"leaver\"}"))).Status);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        var input = Assert.Single(app.Tenant.Inputs).GetProperty("event");
        Assert.Equal("{\"login\":\"leaver\"}", input.GetProperty("Message").GetString());
        Assert.False(input.TryGetProperty("UnsubscribeURL", out _));
        Assert.Single(app.Publisher.Asked);
    }

    private static async Task<TestApp> StartAsync(string more = "")
    {
        var app = await SenderApp.StartForAsync(Sns, more);
        app.Publisher.Documents[Subscribe] = "<ConfirmSubscriptionResponse/>"u8.ToArray();
        return app;
    }

    private static int Visits(TestApp app) => app.Publisher.Asked.Count(address => address.Query.Length > 0);

    private static async Task<int> RowsAsync(TestApp app) =>
        (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength();
}

using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Seeded: a failure comes back.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Seeded, so that a failure can be repeated.")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int AtTheScheme = 10_000;
    private const int Seed = 20260601;

    // ./test.sh --long sends as many through the whole app.
    private static readonly int OverHttp = Environment.GetEnvironmentVariable("TRIGGERBRIDGE_LONG") == "1" ? AtTheScheme : 1000;

    private static readonly string[] NonsenseTypes =
    [
        "application/json", "application/x-www-form-urlencoded", "text/xml", "application/cloudevents+json", "text/plain", "application/json; charset=utf-7", "///", "",
    ];

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"", ":", ",", "\\ud83e", "\\u0000", "null", "1e999", "-", "\"id\":", "\"data\":{\"events\":[", "&", "=", "%", "%F", "payload=%7B", "+", "<", "<a ",
        "xmlns='", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;", "\u001f", "é", "🦊", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    public static TheoryData<int, string> Senders => SenderTheory.Of();

    public static TheoryData<int, string> SendersOverHttp => SenderTheory.Of(sample => sample.IsForBridges);

    public static TheoryData<int, string> SendersThatSignNoBody =>
        SenderTheory.Of(sample => sample is { IsForBridges: true, Scheme: "okta" or "event-grid" or "cloudevents" or "sailpoint" or "bearer" or "event-grid-entra" or "monday" });

    [Theory]
    [MemberData(nameof(Senders))]
    public void Random_and_mutated_requests_are_never_accepted_and_break_nothing(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        var random = new Random(Seed);
        var good = sender.Good();
        var counts = new SortedDictionary<VerificationFailure, int>();
        for (var i = 0; i < AtTheScheme; i++)
        {
            var failed = Assert.IsType<VerificationResult.Failed>(sender.Verify(SpoiledRequest.Of(sender, good, random)));
            counts[failed.Reason] = counts.GetValueOrDefault(failed.Reason) + 1;
        }

        output.WriteLine($"{scheme}: {AtTheScheme} requests refused: {string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))}");
    }

    [Theory]
    [MemberData(nameof(SendersOverHttp))]
    public async Task Random_and_mutated_requests_get_401_over_HTTP_and_leave_no_row(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        var random = new Random(Seed + sample);
        await using var app = await SenderApp.StartForAsync(sender);
        var good = sender.Good();
        for (var i = 0; i < OverHttp; i++)
        {
            var answer = await app.SendAsync(SpoiledRequest.Of(sender, good, random));
            Assert.True(answer.Status == sender.RefusedStatus, $"{scheme}: request {i} of seed {Seed + sample} got {answer.Status}");
        }

        Assert.Equal(0, (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength());
        Assert.InRange((await app.SendAsync(good)).Status, 200, 299);
        output.WriteLine($"{scheme}: {OverHttp} requests got 401 over HTTP");
    }

    [Theory]
    [MemberData(nameof(SendersThatSignNoBody))]
    public async Task Nonsense_of_a_verified_sender_breaks_nothing(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        var random = new Random(Seed + sample);
        await using var app = await SenderApp.StartForAsync(sender);
        var good = sender.Good();
        var counts = new SortedDictionary<int, int>();
        for (var i = 0; i < OverHttp; i++)
        {
            var answer = await app.SendAsync(Nonsense(good, random));
            Assert.True(answer.Status < 500, $"{scheme}: request {i} of seed {Seed + sample} got {answer.Status}");
            counts[answer.Status] = counts.GetValueOrDefault(answer.Status) + 1;
        }

        Assert.DoesNotContain(401, counts.Keys);
        output.WriteLine($"{scheme}: {OverHttp} verified requests with nonsense: {string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))}");
    }

    [Fact]
    public async Task Nonsense_in_a_message_of_Salesforce_breaks_nothing()
    {
        var random = new Random(Seed);
        await using var app = await SenderApp.StartAsync("salesforce", secret: "org");
        var good = OtherSamples.OutboundMessage("00D5e000000TeStEAK", "name");
        var counts = new SortedDictionary<int, int>();
        for (var i = 0; i < OverHttp; i++)
        {
            var at = random.Next(good.Length);
            var body = good[..at] + Fragments[random.Next(Fragments.Length)] + good[Math.Min(good.Length, at + random.Next(20))..];
            var answer = await app.SendAsync(SenderSample.Post(System.Text.Encoding.UTF8.GetBytes(body)) with { ContentType = "text/xml" });
            Assert.True(answer.Status < 500, $"request {i} of seed {Seed} got {answer.Status}");
            counts[answer.Status] = counts.GetValueOrDefault(answer.Status) + 1;
        }

        output.WriteLine($"salesforce: {OverHttp} messages with nonsense: {string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))}");
    }

    private static WebhookRequest Nonsense(WebhookRequest good, Random random)
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Fragments[random.Next(Fragments.Length)]));
        var body = random.Next(3) switch
        {
            0 => SpoiledRequest.RandomBytes(random),
            1 => [0x1f, 0x8b, .. SpoiledRequest.RandomBytes(random)],
            _ => System.Text.Encoding.UTF8.GetBytes(text),
        };
        var request = good with { Body = body, ContentType = NonsenseTypes[random.Next(NonsenseTypes.Length)] };
        if (random.Next(3) == 0) request = SenderSample.With(request, "content-encoding", random.Next(2) == 0 ? "gzip" : SpoiledRequest.RandomText(random, 10));
        if (random.Next(3) == 0) request = SenderSample.With(request, "ce-id", "\ud83e" + SpoiledRequest.RandomText(random, 20));
        return random.Next(3) == 0 ? SenderSample.With(request, "ce-type", "%ZZ%F0%9F" + SpoiledRequest.RandomText(random, 20)) : request;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>A request that somebody captured and sends again, with another id where the id is not signed.</summary>
public sealed class ReplayWindowTests
{
    private const string Window = """, "replayWindow": "1.00:00:00" """;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_same_body_under_another_id_starts_nothing_and_the_answer_and_the_log_say_so()
    {
        await using var app = await StartAsync();
        var first = await app.DeliverAsync("first");

        using var replayed = await app.PostAsync("second");

        Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
        var answer = await replayed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(first.GetProperty("deliveryId").GetString(), answer.GetProperty("deliveryId").GetString());
        Assert.Equal(("Started", "execution-1"), (answer.GetProperty("status").GetString(), answer.GetProperty("workflowExecutionId").GetString()));
        Assert.True(answer.GetProperty("sameContent").GetBoolean());
        Assert.False(first.TryGetProperty("sameContent", out _));
        Assert.Contains(app.Logs.At(LogLevel.Warning), line => line.Contains("under another id", StringComparison.Ordinal) && line.Contains(first.GetProperty("deliveryId").GetString()!, StringComparison.Ordinal));
        Assert.Single(app.Tenant.Inputs);
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task The_same_id_is_a_duplicate_as_ever_and_another_body_another_event()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync("first");

        using var repeat = await app.PostAsync("first");
        using var other = await app.PostAsync("second", """{"user":{"login":"another"}}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted), (repeat.StatusCode, other.StatusCode));
        Assert.False((await repeat.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("sameContent", out _));
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task Without_a_window_another_id_is_another_event()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("first");
        await app.DeliverAsync("second");

        Assert.Equal(2, app.Tenant.Inputs.Count);
        Assert.Empty(await app.RowsAsync("C|"));
    }

    [Fact]
    public async Task When_the_window_is_over_the_content_is_the_next_deliverys()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync("first");
        app.Time.Advance(Day - TimeSpan.FromSeconds(1));
        await app.DeliverAsync("too early");
        app.Time.Advance(TimeSpan.FromSeconds(1));

        var second = await app.DeliverAsync("second");
        var replayed = await app.DeliverAsync("third");

        Assert.Equal("execution-2", second.GetProperty("workflowExecutionId").GetString());
        Assert.Equal(second.GetProperty("deliveryId").GetString(), replayed.GetProperty("deliveryId").GetString());
        Assert.Equal(2, app.Tenant.Inputs.Count);
        Assert.Single(await app.RowsAsync("C|"));
    }

    [Fact]
    public async Task It_costs_a_row_and_no_round_trip()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync("warm-up");
        var calls = new List<string>();
        app.Tables.Before = operation =>
        {
            calls.Add(operation.Method);
            return Task.CompletedTask;
        };

        using var answer = await app.PostAsync("event", """{"user":{"login":"another"}}""");

        Assert.Equal([nameof(TableClient.SubmitTransactionAsync), nameof(TableClient.SubmitTransactionAsync)], calls);
    }

    [Fact]
    public async Task What_was_signed_is_forgotten_when_its_window_is_over()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync("first");
        app.Time.Advance(TimeSpan.FromHours(1));
        using var _ = await app.PostAsync("second", """{"user":{"login":"another"}}""");

        await UpkeepAsync(app, Day - TimeSpan.FromHours(1));
        Assert.Single(await app.RowsAsync("C|"));
        Assert.Equal(2, (await app.RowsAsync("D|")).Count);
        await UpkeepAsync(app, TimeSpan.FromHours(1));
        Assert.Empty(await app.RowsAsync("C|"));
    }

    [Fact]
    public async Task The_answer_tells_also_of_a_delivery_that_is_past_its_retention()
    {
        await using var app = await TestApp.StartForAsync(
            $$"""{ "scheme": "github", "secret": "hook" {{Window}} }""", more: """ "retention": "1.00:00:00", """);
        await app.DeliverAsync("first");
        var row = Assert.Single(await app.RowsAsync("D|"));
        await app.Tables.GetTableClient("Deliveries").DeleteEntityAsync(TestApp.Bridge, row, Azure.ETag.All);

        using var replayed = await app.PostAsync("second");

        Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await replayed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").ValueKind);
    }

    [Fact]
    public async Task A_batch_that_comes_again_starts_nothing_though_its_events_have_no_ids()
    {
        await using var app = await SenderApp.StartAsync("microsoft-graph", Window);
        var notification = $$"""{"clientState":"{{SenderApp.Secret}}","changeType":"updated","resource":"users/1"}""";
        var body = Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(',', Enumerable.Repeat(notification, 60))}}]}""");

        var first = await app.SendAsync(HttpMethod.Post, body: body);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var replayed = await app.SendAsync(HttpMethod.Post, body: body);
        for (var i = 0; i < 10; i++) await app.TickAsync(TimeSpan.FromSeconds(15));

        Assert.Equal((202, 200), (first.Status, replayed.Status));
        Assert.All(JsonElement.Parse(replayed.Body).GetProperty("deliveries").EnumerateArray(), one => Assert.True(one.GetProperty("sameContent").GetBoolean()));
        Assert.Equal(60, app.Tenant.Inputs.Count);
    }

    [Theory]
    [InlineData("MessageSid=SM1&Body=hello", "https://hooks.example.com/api/hooks/github")]
    [InlineData("Body=hello&MessageSid=SM1&Body=hello", "https://hooks.example.com/api/hooks/github")]
    [InlineData("Bod=yhello&MessageSid=SM1", "https://hooks.example.com/api/hooks/github")]
    [InlineData("MessageSid=SM1&Body=hello", "https://hooks.example.com:443/api/hooks/github")]
    public async Task One_signature_of_Twilio_is_good_for_one_event_however_it_is_written(string form, string url)
    {
        var sender = SenderSamples.All.First(sample => sample is { Scheme: "twilio", AllowsEmpty: true });
        const string address = "https://hooks.example.com/api/hooks/github";
        await using var app = await SenderApp.StartForAsync(sender, Window, "TriggerBridge:PublicBaseUrl=" + url[..^"/api/hooks/github".Length]);

        var first = await app.SendAsync(Request("Body=hello&MessageSid=SM1", "1"));
        var replayed = await app.SendAsync(Request(form, "2"));

        Assert.Equal((200, 200), (first.Status, replayed.Status));
        Assert.Single(app.Tenant.Inputs);

        WebhookRequest Request(string body, string id) => SenderSample.Post(
            Encoding.UTF8.GetBytes(body),
            ("x-twilio-signature", Sign(sender.Secret, address + "BodyhelloMessageSidSM1")),
            ("i-twilio-idempotency-token", id)) with { Url = address, ContentType = "application/x-www-form-urlencoded" };
    }

    [Fact]
    public async Task One_token_of_Lever_is_good_for_one_event_whatever_is_said_with_it()
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "lever");
        await using var app = await SenderApp.StartForAsync(sender, Window);
        var good = sender.Good();
        var forged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good.Body.Span).Replace("\"id\":\"1\"", "\"id\":\"2\"", StringComparison.Ordinal).Replace("hello", "forged", StringComparison.Ordinal));

        Assert.Equal(202, (await app.SendAsync(good)).Status);
        Assert.Equal(200, (await app.SendAsync(good with { Body = forged })).Status);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_signed_time_tells_equal_bodies_apart()
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "zendesk");
        await using var app = await SenderApp.StartForAsync(sender, Window);

        var statuses = new List<int>();
        foreach (var (minute, id) in new[] { (0, "1"), (0, "2"), (1, "3") })
        {
            var request = sender.Sign(sender.Secret, "hello", SenderSample.Now.AddMinutes(minute));
            statuses.Add((await app.SendAsync(SenderSample.With(request, "x-zendesk-webhook-invocation-id", id))).Status);
        }

        Assert.Equal([202, 200, 202], statuses);
    }

    private static Task<TestApp> StartAsync() => TestApp.StartForAsync($$"""{ "scheme": "github", "secret": "hook" {{Window}} }""");

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Twilio signs with it.")]
    private static string Sign(string key, string text) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    private static Task<string> UpkeepAsync(TestApp app, TimeSpan after)
    {
        app.Time.Advance(after);
        return app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

public sealed class BatchTests
{
    [Fact]
    public async Task Each_event_becomes_a_delivery_of_its_own_that_due_work_sends()
    {
        await using var app = await SenderApp.StartAsync("okta");

        var answer = await PostAsync(app, Okta(["a", "b", "a"]));

        Assert.Equal(202, answer.Status);
        var deliveries = Deliveries(answer.Body);
        Assert.Equal(2, deliveries.Count);
        Assert.All(deliveries, delivery => Assert.Equal("Received", delivery.GetProperty("status").GetString()));
        Assert.Empty(app.Tenant.Inputs);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "b"], app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("uuid").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("user.lifecycle.create", (await app.DeliveryAsync(deliveries[0])).GetProperty("eventType").GetString());
    }

    [Fact]
    public async Task Seventy_new_events_take_five_transactions()
    {
        await using var app = await SenderApp.StartAsync("okta");
        await PostAsync(app, Okta(["warm-up"]));
        var transactions = 0;
        app.Tables.Before = operation =>
        {
            if (operation.Method == nameof(TableClient.SubmitTransactionAsync)) transactions++;
            return Task.CompletedTask;
        };

        var answer = await PostAsync(app, Okta(Ids(70)));

        Assert.Equal(70, Deliveries(answer.Body).Count);
        Assert.Equal(5, transactions);
    }

    [Fact]
    public async Task A_known_event_among_new_ones_is_told_and_the_others_are_recorded()
    {
        await using var app = await SenderApp.StartAsync("okta");
        var first = Deliveries((await PostAsync(app, Okta(["b"]))).Body)[0].GetProperty("deliveryId").GetString();
        await app.TickAsync(TimeSpan.FromSeconds(1));

        var answer = await PostAsync(app, Okta(["a", "b", "c"]));
        var again = await PostAsync(app, Okta(["a", "b", "c"]));

        Assert.Equal((202, 200), (answer.Status, again.Status));
        var deliveries = Deliveries(answer.Body);
        Assert.Equal(["Received", "Started", "Received"], deliveries.Select(delivery => delivery.GetProperty("status").GetString()));
        Assert.Equal(first, deliveries[1].GetProperty("deliveryId").GetString());
        Assert.Equal("execution-1", deliveries[1].GetProperty("workflowExecutionId").GetString());
    }

    [Fact]
    public async Task Known_events_in_the_midst_of_many_are_told_in_their_places()
    {
        await using var app = await SenderApp.StartAsync("okta");
        await PostAsync(app, Okta(["40", "69"]));
        await app.TickAsync(TimeSpan.FromSeconds(1));

        var answer = await PostAsync(app, Okta([.. Ids(70), "3"]));

        var statuses = Deliveries(answer.Body).Select(delivery => delivery.GetProperty("status").GetString()).ToList();
        Assert.Equal(70, statuses.Count);
        Assert.All(statuses.Index(), status => Assert.Equal(status.Index is 40 or 69 ? "Started" : "Received", status.Item));
        for (var i = 0; i < 12; i++) await app.TickAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(70, app.Tenant.Inputs.Select(input => input.GetProperty("event").GetProperty("uuid").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(70, app.Tenant.Inputs.Count);
    }

    [Theory]
    [InlineData("", 2, "Filtered")]
    [InlineData(""" "keepFiltered": false, """, 1, null)]
    public async Task Filtered_events_are_told_and_only_those_to_be_kept_are_recorded(string more, int rows, string? status)
    {
        await using var app = await TestApp.StartForAsync(
            $$"""{ "scheme": "okta", "secret": "hook" }""",
            $$"""{ "hook": "{{SenderApp.Secret}}", "client": { "id": "external", "secret": "s" } }""",
            more + """ "filter": "$.uuid != 'b'", """);

        var answer = await PostAsync(app, Okta(["a", "b"]));
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["Received", "Filtered"], Deliveries(answer.Body).Select(delivery => delivery.GetProperty("status").GetString()));
        var recorded = (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(rows, recorded.Count);
        Assert.Equal(status is null ? 0 : 1, recorded.Count(row => row.GetProperty("status").GetString() == status));
        Assert.Single(app.Tenant.Inputs);
    }

    [Theory]
    [InlineData("event-grid", """[{"id":"1","eventType":"t","data":{}},{"id":"2","eventType":"t","data":{}},{"id":"1","eventType":"t","data":{}}]""", "t")]
    [InlineData("hubspot", """[{"eventId":1,"subscriptionId":7,"occurredAt":1,"subscriptionType":"t"},{"eventId":1,"subscriptionId":8,"occurredAt":1,"subscriptionType":"t"}]""", "t")]
    [InlineData("sendgrid", """[{"sg_event_id":"1","event":"t"},{"sg_event_id":"2","event":"t"},{"sg_event_id":"2","event":"t"}]""", "t")]
    [InlineData("cloudevents", """[{"id":"1","source":"/a","type":"t"},{"id":"1","source":"/b","type":"t"}]""", "t")]
    [InlineData("microsoft-graph", """{"value":[{"id":"1","clientState":"SECRET","changeType":"t"},{"id":"2","clientState":"SECRET","lifecycleEvent":"t"},{"id":"2","clientState":"SECRET"}]}""", "t")]
    [InlineData("okta", """{"data":{"events":[{"uuid":"1","eventType":"t"},{"uuid":"2","eventType":"t"},{"uuid":"1","eventType":"t"}]}}""", "t")]
    public async Task Each_senders_batch_becomes_two_deliveries_with_their_types(string scheme, string body, string type)
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == scheme && sample.Options is null);
        await using var app = await SenderApp.StartForAsync(sender);

        var answer = await app.SendAsync(sender.SignBody(body.Replace("SECRET", sender.Secret, StringComparison.Ordinal)));

        Assert.Equal(202, answer.Status);
        var deliveries = Deliveries(answer.Body);
        Assert.Equal(2, deliveries.Count);
        foreach (var delivery in deliveries) Assert.Equal(type, (await app.DeliveryAsync(delivery)).GetProperty("eventType").GetString());
    }

    [Fact]
    public async Task Unless_all_stand_in_the_ledger_the_answer_is_503_and_the_repeat_finds_what_does()
    {
        await using var app = await SenderApp.StartAsync("okta");
        await PostAsync(app, Okta(["warm-up"]));
        var transactions = 0;
        app.Tables.Before = operation => operation.Method == nameof(TableClient.SubmitTransactionAsync) && ++transactions > 1
            ? throw new AggregateException("no connection")
            : Task.CompletedTask;

        var failed = await PostAsync(app, Okta(Ids(50)));
        app.Tables.Before = _ => Task.CompletedTask;
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var repeated = await PostAsync(app, Okta(Ids(50)));

        Assert.Equal((503, 202), (failed.Status, repeated.Status));
        Assert.Equal(50, Deliveries(repeated.Body).Select(delivery => delivery.GetProperty("deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
        for (var i = 0; i < 10; i++) await app.TickAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(51, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task Graphs_client_state_is_not_handed_on()
    {
        await using var app = await SenderApp.StartAsync("microsoft-graph");
        var body = $$"""{"value":[{"id":"1","clientState":"{{SenderApp.Secret}}","changeType":"updated"},{"clientState":"{{SenderApp.Secret}}","lifecycleEvent":"missed"}]}""";

        var answer = await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes(body));
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Deliveries(answer.Body).Count);
        Assert.All(app.Tenant.Inputs, input => Assert.DoesNotContain("webhook's secret", input.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, app.Tenant.Inputs.Count);
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes(body.Replace("\"value\":[", "\"value\":[{},", StringComparison.Ordinal)))).Status);
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Post, body: """{"value":[]}"""u8.ToArray())).Status);
    }

    [Fact]
    public async Task Two_equal_notifications_of_Graph_in_one_request_are_two_events()
    {
        await using var app = await SenderApp.StartAsync("microsoft-graph");
        var notification = $$"""{"clientState":"{{SenderApp.Secret}}","changeType":"updated","resource":"users/1"}""";
        var body = Encoding.UTF8.GetBytes($$"""{"value":[{{notification}},{{notification}}]}""");

        var answer = await app.SendAsync(HttpMethod.Post, body: body);
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Deliveries(answer.Body).Select(delivery => delivery.GetProperty("deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task Salesforce_hears_its_Ack_when_all_notifications_stand()
    {
        await using var app = await SenderApp.StartAsync("salesforce", secret: "org");
        var body = Encoding.UTF8.GetBytes(OtherSamples.OutboundMessage("00D5e000000TeStEAK", "Müller &amp; Söhne"));

        var answer = await app.SendAsync(HttpMethod.Post, "", body, "text/xml; charset=UTF-8");
        var again = await app.SendAsync(HttpMethod.Post, "", body, "text/xml; charset=UTF-8");
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((200, "text/xml"), (answer.Status, answer.Type));
        Assert.Contains("<Ack>true</Ack>", answer.Body, StringComparison.Ordinal);
        Assert.Equal(answer.Body, again.Body);
        Assert.Equal(2, app.Tenant.Inputs.Count);
        var contact = app.Tenant.Inputs.Select(input => input.GetProperty("event")).Single(item => item.GetProperty("id").GetString() == "04l5e00000aaaa1");
        Assert.Equal("Contact", contact.GetProperty("type").GetString());
        Assert.Equal("Müller & Söhne", contact.GetProperty("sObject").GetProperty("LastName").GetString());
        Assert.Equal(JsonValueKind.Null, contact.GetProperty("sObject").GetProperty("Phone").ValueKind);
        Assert.DoesNotContain("canary", contact.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_of_CloudEvents_is_told_apart_by_source_and_id()
    {
        await using var app = await SenderApp.StartAsync("cloudevents");
        var body = """[{"specversion":"1.0","id":"1","source":"/a","type":"t"},{"specversion":"1.0","id":"1","source":"/b","type":"t"}]"""u8.ToArray();

        var answer = await app.SendAsync(HttpMethod.Post, "", body, "application/cloudevents-batch+json", ("Authorization", "Bearer " + SenderApp.Secret));

        Assert.Equal(2, Deliveries(answer.Body).Count);
    }

    private static async Task<(int Status, string Body)> PostAsync(TestApp app, string body)
    {
        var answer = await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes(body), headers: ("Authorization", SenderApp.Secret));
        return (answer.Status, answer.Body);
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture));

    private static string Okta(IEnumerable<string> ids) =>
        "{\"data\":{\"events\":[" + string.Join(',', ids.Select(id => $$"""{"uuid":"{{id}}","eventType":"user.lifecycle.create"}""")) + "]}}";

    private static List<JsonElement> Deliveries(string body) => [.. JsonDocument.Parse(body).RootElement.GetProperty("deliveries").EnumerateArray()];
}

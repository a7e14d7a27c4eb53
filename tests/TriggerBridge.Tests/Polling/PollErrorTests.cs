using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Polling;

public sealed class PollErrorTests
{
    [Theory]
    [InlineData("schedule", "\"*/5 * * * *\"", "$.poll.schedule: expected a cron expression with six fields (second, minute, hour, day, month, day of week), the first of them 0, such as 0 */5 * * * *")]
    [InlineData("schedule", "\"*/10 * * * * *\"", "$.poll.schedule: expected a cron expression with six fields (second, minute, hour, day, month, day of week), the first of them 0, such as 0 */5 * * * *")]
    [InlineData("request.url", "\"http://source.example.com\"", "$.poll.request.url: expected https: anything else shows the credentials to the network")]
    [InlineData("request.url", "\"https://127.0.0.1:8080/users\"", "$.poll.request.url: 127.0.0.1 stands in a private network: if that is meant, name it in $.poll.request.allowHosts")]
    [InlineData("request.url", "\"https://169.254.169.254/metadata\"", "$.poll.request.url: 169.254.169.254 stands in a private network: if that is meant, name it in $.poll.request.allowHosts")]
    [InlineData("request.url", "\"https://[::ffff:10.0.0.1]/\"", "$.poll.request.url: [::ffff:10.0.0.1] stands in a private network: if that is meant, name it in $.poll.request.allowHosts")]
    [InlineData("request.url", "\"https://u:p@source.example.com/?a=b\"", "$.poll.request.url: expected an address such as https://api.example.com/v1/users: its query goes into query, its credentials into auth")]
    [InlineData("request.allowHosts", "[\"other\"]", "$.poll.request.allowHosts: 'other' is not a host of this file's addresses: leave it out")]
    [InlineData("request.query", "[]", "$.poll.request.query: expected an object: {\"limit\": \"100\"}")]
    [InlineData("request.query", "{\"a\":1}", "$.poll.request.query.a: expected a text in quotes")]
    [InlineData("request.query", "{\"a\":\"{{$.id}}\"}", "$.poll.request.query.a: position 3: a request is made before there is an event: expected $$.cursor or $$.bridge.name")]
    [InlineData("request.query", "{\"a\":\"{{$$.delivery.id}}\"}", "$.poll.request.query.a: position 3: expected $$.cursor, $$.bridge.name")]
    [InlineData("request.body", "[]", "$.poll.request.body: an object is expected: {\"name.$\": \"$.path\"}")]
    [InlineData("request.timeout", "\"00:10:00\"", "$.poll.request.timeout: expected more than 00:00:00 and at most 00:02:00")]
    [InlineData("request.url", "\"http://localhost:9/users\"", "$.poll.request.url: expected https; http to this machine is for Development")]
    [InlineData("request.url", "\"https://2130706433/\"", "$.poll.request.url: 127.0.0.1 stands in a private network: if that is meant, name it in $.poll.request.allowHosts")]
    [InlineData("request.url", "\"https://app.localhost/\"", "$.poll.request.url: app.localhost stands in a private network: if that is meant, name it in $.poll.request.allowHosts")]
    [InlineData("request.auth", "{\"type\":\"Basic\",\"secret\":\"s\"}", "$.poll.request.auth.type: 'Basic' is not a kind of credentials; did you mean 'basic'?")]
    [InlineData("request.auth", "{\"type\":\"bearer\"}", "$.poll.request.auth.secret: is missing: bearer needs it")]
    [InlineData("request.auth", "{\"type\":\"none\",\"secret\":\"s\"}", "$.poll.request.auth.secret: belongs to other kinds of credentials: leave it out")]
    [InlineData("request.auth", "{\"type\":\"header-key\",\"secret\":\"s\"}", "$.poll.request.auth.header: is missing: header-key needs it")]
    [InlineData("request.auth", "{\"type\":\"query-key\",\"secret\":\"s\",\"parameter\":\"\"}", "$.poll.request.auth.parameter: expected a key of the query, such as api_key")]
    [InlineData("request.auth", "{\"type\":\"bearer\",\"secret\":\"s\",\"scope\":\"x\"}", "$.poll.request.auth.scope: belongs to client-credentials: leave it out")]
    [InlineData("request.auth", "{\"type\":\"client-credentials\",\"secret\":\"s\",\"tokenUrl\":\"http://idp.example.com\"}", "$.poll.request.auth.tokenUrl: expected https: anything else shows the credentials to the network")]
    [InlineData("request.auth", "{\"type\":\"bearer\",\"secret\":\"a secret\"}", "$.poll.request.auth.secret: expected a secret's name in the vault (not the secret): 1 to 127 of 0-9, a-z, A-Z and -")]
    [InlineData("items", "\"lower($.a)\"", "$.poll.items: expected the path of a list in the answer, such as $.result[*]")]
    [InlineData("deliveryId", "\"constant\"", "$.poll.deliveryId: would be the same for different items: name the item's own id, such as {{$.id}}")]
    [InlineData("deliveryId", "\"{{$.id}}{{$$.headers['x-id']}}\"", "$.poll.deliveryId: $$.headers['x-id'] does not stand in the item: a polled record comes without headers, name its own id")]
    [InlineData("cursorKind", "\"date\"", "$.poll.cursorKind: 'date' is not a kind of cursor: expected time, number or token")]
    [InlineData("cursorFormat", "\"HH:mm\"", "$.poll.cursorFormat: 'HH:mm' does not write a time so that it can be read again: expected such as yyyy-MM-dd HH:mm:ss, unixSeconds or unixMilliseconds")]
    [InlineData("startAt", "\"yesterday\"", "$.poll.startAt: expected a time such as 2026-01-01T00:00:00Z")]
    [InlineData("overlap", "\"60.00:00:00\"", "$.poll.overlap: expected 00:00:00 to 30.00:00:00")]
    [InlineData("rescan", "\"00:00:00\"", "$.poll.rescan: expected more than 00:00:00 and at most 365.00:00:00")]
    [InlineData("next", "{\"type\":\"link\"}", "$.poll.next.type: 'link' is not a way to the next page; the ways are link-header, url, token, offset, page, none")]
    [InlineData("next", "{\"type\":\"url\"}", "$.poll.next.path: is missing: where does the answer say it? Such as $.next")]
    [InlineData("next", "{\"type\":\"token\",\"path\":\"$.t\"}", "$.poll.next.parameter: is missing: name the key of the query that takes the token, or the body's as field")]
    [InlineData("next", "{\"type\":\"offset\",\"field\":\"o\"}", "$.poll.next.field: belongs to a request with a body: add $.poll.request.body, or name a parameter")]
    [InlineData("next", "{\"type\":\"offset\",\"stable\":true}", "$.poll.next.stable: belongs to link-header, url, token: leave it out")]
    [InlineData("next", "{\"type\":\"page\",\"path\":\"$.t\"}", "$.poll.next.path: belongs to url, token: leave it out")]
    [InlineData("pagesPerRun", "0", "$.poll.pagesPerRun: expected 1 to 10000")]
    [InlineData("pagesPerRun", "\"many\"", "$.poll.pagesPerRun: expected a whole number, found \"many\"")]
    [InlineData("filter", "\"$.a = 1\"", "$.poll.filter: position 5: use == to compare")]
    [InlineData("input", "{\"a.$\":\"b\"}", null)]
    public void Wrong_value_is_found_at_start(string path, string json, string? error)
    {
        var errors = BridgeFolder.ErrorsOf(PollText.Bridge(PollText.With((path, json))));

        if (error is null) Assert.StartsWith("$.poll.input['a.$']: ", Assert.Single(errors), StringComparison.Ordinal);
        else Assert.Equal(error, Assert.Single(errors));
    }

    [Fact]
    public void Keys_of_a_cursor_need_one()
    {
        var errors = BridgeFolder.ErrorsOf(PollText.Bridge(PollText.With(
            ("cursor", null), ("cursorKind", "\"number\""), ("cursorFormat", "\"unixSeconds\""), ("ordered", "true"), ("overlap", "\"00:01:00\""), ("rescan", "\"1.00:00:00\""))));

        Assert.Equal(
            ["$.poll.cursorKind", "$.poll.startAt", "$.poll.cursorFormat", "$.poll.overlap", "$.poll.rescan", "$.poll.ordered"],
            errors.Select(error => error.Split(": ")[0]));
    }

    [Theory]
    [InlineData("""{ "scheme": "github", "secret": "s" }""", "$.webhook.deliveryId: $$.headers['x-github-delivery'] does not stand in the body, so it never comes with a polled record: name an id in the event's body, the same as in $.poll.deliveryId")]
    [InlineData("""{ "scheme": "hmac", "secret": "s" }""", "$.webhook.deliveryId: is missing: hmac sends no id, and a polled record is told from its event by one; name an id in the event's body, the same as in $.poll.deliveryId")]
    [InlineData("""{ "scheme": "hmac", "secret": "s", "deliveryId": "hash" }""", "$.webhook.deliveryId: is a hash of the event, and a polled record is told from it by an id; name an id in the event's body, the same as in $.poll.deliveryId")]
    public void A_webhook_beside_a_poll_names_an_id_in_the_body(string webhook, string error) =>
        Assert.Equal(error, Assert.Single(BridgeFolder.ErrorsOf(BridgeText.With("webhook", webhook).Replace("\"input\"", $"\"poll\":{PollText.Good},\"input\"", StringComparison.Ordinal))));

    [Theory]
    [InlineData("""{ "scheme": "github", "secret": "s", "deliveryId": "{{$.id}}" }""")]
    [InlineData("""{ "scheme": "okta", "secret": "s" }""")]
    public void An_id_in_the_body_serves_both(string webhook)
    {
        var bridge = BridgeFolder.LoadOne(BridgeText.With("webhook", webhook).Replace("\"input\"", $"\"poll\":{PollText.Good},\"input\"", StringComparison.Ordinal));

        Assert.NotNull(bridge.Poll);
        Assert.NotNull(bridge.Webhook);
    }

    [Fact]
    public void The_sections_required_keys_are_asked_for() =>
        Assert.Equal(
            ["$.poll.schedule", "$.poll.request", "$.poll.items", "$.poll.deliveryId"],
            BridgeFolder.ErrorsOf(PollText.Bridge("{}")).Select(error => error.Split(": ")[0]));

    [Fact]
    public void Loopback_without_TLS_is_for_Development_and_by_name()
    {
        using var folder = new BridgeFolder().Add("local.json", PollText.Bridge(PollText.With(("request.url", "\"http://localhost:9/users\""), ("request.allowHosts", "[\"localhost\"]"))));

        Assert.Empty(BridgeLoader.Load(folder.Location, new HashSet<string>(StringComparer.Ordinal) { "acme" }, isDevelopment: true).Broken);
        Assert.Single(folder.Load("acme").Broken);
    }
}

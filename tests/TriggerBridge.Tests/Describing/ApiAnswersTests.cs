using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Functions.Describing;
using TriggerBridge.Ledger;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Describing;

/// <summary>Calls every address for every answer that is documented, as far as it can be brought about, and holds each answer to its description.</summary>
public sealed class ApiAnswersTests
{
    private const string Webhook = """{ "scheme": "github", "secret": "hook" }""";
    private const string Workflow = """ "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" } """;
    private const string Event = """{"id":"a","v":1,"user":{"login":"octocat"}}""";

    // Not brought about here: what the web server says, what is a bug, and what keeps callers from trying too often.
    private static readonly int[] NotReached = [408, 429, 500];

    private static readonly string Stranger = ApiKey.Create();

    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);

    [Fact]
    public async Task Each_documented_answer_of_each_address_is_as_documented()
    {
        await using var app = await StartAsync();
        var api = new DescribedApi(app.Get<ApiDocument>().Text);
        await RefuseAsync(app, api);
        await EventsAsync(app, api);
        await DeliveriesAsync(app, api);
        await BridgesAsync(app, api);
        await PollsAsync(app, api);
        await AppAsync(app, api);
        await UnavailableAsync(app, api);

        // Of the methods that only some senders use, the answers are those of POST.
        var documented = api.Operations.Where(operation => operation.Path != "/api/hooks/{bridge}" || operation.Method == "POST")
            .SelectMany(operation => operation.Node["responses"]!.AsObject().Select(response => $"{operation} {response.Key}"))
            .Where(line => !NotReached.Contains(int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)))
            .Except(["POST /api/hooks/{bridge} 204", "POST /api/hooks/{bridge} 405"], StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', documented.Except(_reached, StringComparer.Ordinal)));
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartForAsync(Webhook, input: """{ "login.$": "$.user.login" }""");
        app.WriteBridgeFile("polling.json", $$"""{ "poll": {{PollText.Good}}, "input": {}, {{Workflow}} }""");
        app.WriteBridgeFile("disabled.json", $$"""{ "enabled": false, "poll": {{PollText.Good}}, "input": {}, {{Workflow}} }""");
        app.WriteBridgeFile("ordered.json", $$"""{ "webhook": {{Webhook}}, "order": "{{"{{$.id}}"}}", "input": { "id.$": "$.id" }, {{Workflow}} }""");
        app.WriteBridgeFile("refusing.json", $$"""{ "webhook": {{Webhook}}, "schema": "schemas/some.json", "schemaMismatch": "refuse", "input": {}, {{Workflow}} }""");
        app.WriteBridgeFile("schemas/some.json", """{ "required": ["nobody"] }""");
        app.WriteBridgeFile("paired.json", $$"""{ "webhook": { "scheme": "asana", "secret": "asana-hook" }, "input": {}, {{Workflow}} }""");
        app.WriteBridgeFile("broken.json", "{");
        Secrets(app, keys => keys.Add(JsonNode.Parse($$"""{ "name": "stranger", "sha256": "{{ApiKey.HashOf(Stranger)}}", "roles": [] }""")));
        await app.LookAtBridgesAsync();
        return app;
    }

    private static void Secrets(TestApp app, Action<JsonArray> change)
    {
        var secrets = JsonNode.Parse(File.ReadAllText(app.SecretsFile))!.AsObject();
        secrets["triggerbridge-data-key"] = TestApp.DataKey;
        var list = JsonNode.Parse(secrets["api-keys"] is JsonValue text ? text.GetValue<string>() : secrets["api-keys"]!.ToJsonString())!.AsObject();
        change(list["keys"]!.AsArray());
        secrets["api-keys"] = list;
        File.WriteAllText(app.SecretsFile, secrets.ToJsonString());
    }

    private async Task RefuseAsync(TestApp app, DescribedApi api)
    {
        foreach (var operation in api.Operations.Where(operation => !operation.IsOpen))
        {
            var address = operation.Path.Replace("{bridge}", "github", StringComparison.Ordinal).Replace("{deliveryId}", "none", StringComparison.Ordinal);
            await CallAsync(app, api, operation.Method, address, 401, key: "");
            await CallAsync(app, api, operation.Method, address, 403, key: Stranger);
            await CallAsync(app, api, operation.Method, address + (operation.Query.Any(parameter => (string?)parameter["name"] == "test") ? "?test=x" : "?unknown=1"), 400);
            if (operation.Body is not null) await CallAsync(app, api, operation.Method, address, 413, new string(' ', 2_000_000));
        }
    }

    private async Task EventsAsync(TestApp app, DescribedApi api)
    {
        foreach (var (id, body, expected, address) in ((string, string, int, string)[])
        [
            ("1", Event, 202, "github"), ("1", Event, 200, "github"), ("2", "{", 400, "github"), ("3", Event, 404, "nobody"), ("4", Event, 422, "refusing"), ("5", new string(' ', 2_000_000), 413, "github"), ("6", Event, 503, "broken"),
        ])
        {
            using var answer = await app.PostAsync(id, body, adjust: request => request.RequestUri = new Uri("/api/hooks/" + address, UriKind.Relative));
            await CheckAsync(api, "POST", "/api/hooks/" + address, expected, answer);
        }

        using var forged = await app.PostAsync("7", Event, secret: "another");
        await CheckAsync(api, "POST", "/api/hooks/github", 401, forged);
        using var odd = await app.PostAsync("8", Event, adjust: request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("image/png"));
        await CheckAsync(api, "POST", "/api/hooks/github", 415, odd);
        await CallAsync(app, api, "GET", "/api/hooks/github", 405, key: "");
    }

    private async Task DeliveriesAsync(TestApp app, DescribedApi api)
    {
        var failed = await app.DeliverAndEndAsync("f", DeliveryStatus.Failed);
        var completed = (await app.DeliverAsync("c")).Id();
        await CallAsync(app, api, "GET", "/api/deliveries?take=1&bridge=github", 200);
        await CallAsync(app, api, "GET", "/api/deliveries", 200, accept: "application/x-ndjson");
        await CallAsync(app, api, "GET", $"/api/deliveries/github/{completed}", 200);
        await CallAsync(app, api, "GET", "/api/deliveries/github/none", 404);
        await CallAsync(app, api, "GET", $"/api/deliveries/github/{completed}/payload?plain=true", 200);
        await CallAsync(app, api, "GET", "/api/deliveries/github/none/payload", 404);
        await CallAsync(app, api, "POST", $"/api/deliveries/github/{failed}/replay", 202, "{}");
        await CallAsync(app, api, "POST", $"/api/deliveries/github/{completed}/replay", 409, "{}");
        await CallAsync(app, api, "POST", "/api/deliveries/github/none/replay", 404, "{}");
        await CallAsync(app, api, "POST", "/api/deliveries/replay", 200, """{"status":"Started","dryRun":true}""");

        var other = await app.DeliverAndEndAsync("m", DeliveryStatus.Failed);
        var file = await File.ReadAllTextAsync(Path.Combine(app.BridgesPath, "github.json"));
        app.WriteBridgeFile("github.json", file.Replace("$.user.login", "$.missing", StringComparison.Ordinal));
        await app.LookAtBridgesAsync();
        await CallAsync(app, api, "POST", $"/api/deliveries/github/{other}/replay", 422, "{}");
        app.WriteBridgeFile("github.json", file);
        await app.LookAtBridgesAsync();

        app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
        foreach (var id in (string[])["o1", "o2"])
            using (await app.PostAsync(id, Event, adjust: request => request.RequestUri = new Uri("/api/hooks/ordered", UriKind.Relative))) { }
        await CallAsync(app, api, "POST", $"/api/deliveries/ordered/{DeliveryId.From("o2")}/skip", 409, "{}");
        await CallAsync(app, api, "POST", $"/api/deliveries/ordered/{DeliveryId.From("o1")}/skip", 200, "{}");
        await CallAsync(app, api, "POST", "/api/deliveries/ordered/none/skip", 404, "{}");
    }

    private async Task BridgesAsync(TestApp app, DescribedApi api)
    {
        await CallAsync(app, api, "POST", "/api/bridges/github/preview", 200, Event);
        await CallAsync(app, api, "POST", "/api/bridges/github/preview", 415, Event, contentType: "image/png");
        await CallAsync(app, api, "POST", "/api/bridges/github/preview", 413, new string(' ', 2_000_000));
        await CallAsync(app, api, "POST", "/api/bridges/refusing/preview", 200, Event);
        await CallAsync(app, api, "GET", "/api/bridges/github/schema?deliveries=10", 200);
        await CallAsync(app, api, "POST", "/api/bridges/github/pause", 200, """{"reason":"a test","until":"2026-06-02T00:00:00+02:00"}""");
        await CallAsync(app, api, "POST", "/api/bridges/github/resume", 200, "{}");
        await CallAsync(app, api, "POST", "/api/bridges/paired/pair", 200, "{}");
        await CallAsync(app, api, "GET", "/api/bridges/paired/pair", 200);
        await CallAsync(app, api, "GET", "/api/bridges/github/drift?since=2026-06-01", 200);
        await CallAsync(app, api, "POST", "/api/bridges/github/drift/accept", 200, "{}");
        foreach (var (method, action) in ((string, string)[])[("POST", "preview"), ("GET", "schema"), ("POST", "pause"), ("POST", "resume"), ("POST", "pair"), ("GET", "pair"), ("GET", "drift"), ("POST", "drift/accept")])
            await CallAsync(app, api, method, "/api/bridges/nobody/" + action, 404, method == "GET" ? null : action == "pause" ? """{"reason":"a test"}""" : "{}");
    }

    private async Task PollsAsync(TestApp app, DescribedApi api)
    {
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        await CallAsync(app, api, "POST", "/api/polls/polling/preview", 200);
        await CallAsync(app, api, "POST", "/api/polls/polling/run", 200);
        await CallAsync(app, api, "POST", "/api/polls/disabled/run", 409);
        await CallAsync(app, api, "POST", "/api/polls/polling/reset", 200, """{"cursor":"2026-05-01T00:00:00Z"}""");
        await CallAsync(app, api, "GET", "/api/polls", 200);
        await CallAsync(app, api, "GET", "/api/polls", 200, accept: "application/x-ndjson");
        app.Source.On = _ => new HttpResponseMessage(HttpStatusCode.Forbidden);
        await CallAsync(app, api, "POST", "/api/polls/polling/preview", 502);
        foreach (var action in (string[])["run", "reset", "preview"])
            await CallAsync(app, api, "POST", $"/api/polls/nobody/{action}", 404, action == "reset" ? "{}" : null);
    }

    private async Task AppAsync(TestApp app, DescribedApi api)
    {
        await CallAsync(app, api, "GET", "/api/status", 200);
        await CallAsync(app, api, "GET", "/api/openapi.json", 200);
        await CallAsync(app, api, "GET", "/api/audit?take=1", 200);
        await CallAsync(app, api, "GET", "/api/audit", 200, accept: "application/x-ndjson");
        await CallAsync(app, api, "GET", "/api/health", 200, key: "");
    }

    // Last: nobody is known any more.
    private async Task UnavailableAsync(TestApp app, DescribedApi api)
    {
        app.Tables.Before = _ => throw new HttpRequestException("away");
        app.Time.Advance(TimeSpan.FromMinutes(10));
        await CallAsync(app, api, "GET", "/api/health", 503, key: "");
        await CallAsync(app, api, "GET", "/api/deliveries", 503);
        await CallAsync(app, api, "GET", "/api/deliveries", 503, accept: "application/x-ndjson");

        await File.WriteAllTextAsync(app.SecretsFile, """{ "api-keys": "no list" }""");
        app.Time.Advance(TimeSpan.FromHours(1));
        foreach (var operation in api.Operations.Where(operation => !operation.IsOpen))
            await CallAsync(app, api, operation.Method, operation.Path.Replace("{bridge}", "github", StringComparison.Ordinal).Replace("{deliveryId}", "none", StringComparison.Ordinal), 503);
    }

    private async Task CallAsync(
        TestApp app, DescribedApi api, string method, string address, int expected, string? body = null, string? key = null, string? accept = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (key is not { Length: 0 }) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? TestApp.Key);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        using var answer = await app.Client.SendAsync(request);
        await CheckAsync(api, method, address, expected, answer);
    }

    private async Task CheckAsync(DescribedApi api, string method, string address, int expected, HttpResponseMessage answer)
    {
        var path = address.Split('?')[0].Split('/');
        var operation = api.Operations.Single(each => each.Method == method && each.Path.Split('/') is var parts && parts.Length == path.Length
            && parts.Zip(path).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second)
            && (each.Path != "/api/deliveries/{bridge}/{deliveryId}" || method == "GET"));
        Assert.True((int)answer.StatusCode == expected, $"{operation}: {answer.StatusCode} in place of {expected.ToString(CultureInfo.InvariantCulture)}: {await answer.Content.ReadAsStringAsync()}");
        Assert.Null(await api.ObjectionAsync(operation, answer));
        _reached.Add($"{operation} {expected.ToString(CultureInfo.InvariantCulture)}");
    }
}

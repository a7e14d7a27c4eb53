using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>send</c> against the app on a real server.</summary>
public sealed class SendCommandTests : IDisposable
{
    private const string Hook = """{ "scheme": "github", "secret": "hook" }""";

    // The app's clock stands still while the machine takes its time.
    private const string Patient = ", \"tolerance\": \"1.00:00:00\"";

    private readonly BridgeFolder _folder = new();

    public SendCommandTests() => Directory.CreateDirectory(Path.Combine(_folder.Location, "samples"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("github", "", "s3cret-ü", "event.json", """{"a":1}""", """{"X-GitHub-Delivery":"d","X-GitHub-Event":"push"}""")]
    [InlineData("slack", Patient, "s3cret-ü", "event.txt", "command=%2Foffboard&text=a+b&trigger_id=1.2.3", "{}")]
    [InlineData("okta", "", "s3cret-ü", "event.json", """{"data":{"events":[{"uuid":"1"},{"uuid":"2"}]}}""", "{}")]
    [InlineData("stripe", Patient, "whsec_abc", "event.json", """{"id":"evt_1","type":"a"}""", "{}")]
    [InlineData("twilio", "", "s3cret", "event.txt", "MessageSid=SM1&MessageStatus=sent&Body=%C3%BC", "{}")]
    [InlineData("twilio", "", "s3cret", "event.json", """{"MessageSid":"SM1"}""", "{}")]
    [InlineData("basic", ", \"deliveryId\": \"{{$.id}}\"", """{"user":"bridge","password":"pässwort"}""", "event.json", """{"id":7}""", "{}")]
    [InlineData("query-key", ", \"deliveryId\": \"{{$$.query.id}}\", \"parameter\": \"k\"", "s3/&=ü", "event.json", "{}", "{}", """{"id":"x"}""")]
    [InlineData("header-key", ", \"deliveryId\": \"{{$.id}}\"", "s3cret-ü", "event.json", """{"id":"7"}""", "{}")]
    [InlineData("hubspot", Patient, "s3cret", "event.json", """[{"eventId":1,"subscriptionId":12,"occurredAt":5}]""", "{}", """{"a":"/ü"}""")]
    [InlineData("svix", Patient, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "event.json", "{}", "{}")]
    [InlineData("linear", Patient, "s3cret", "event.json", """{"a":"ü"}""", """{"Linear-Delivery":"d"}""")]
    [InlineData("microsoft-graph", "", "s3cret", "event.json", """{"value":[{"id":"1"}]}""", "{}")]
    [InlineData("salesforce", "", "00D5e000000TeStEAK", "event.xml", """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>x</OrganizationId><Notification><Id>04l</Id><sObject><Id>003</Id></sObject></Notification></notifications></e:Body></e:Envelope>""", "{}")]
    [InlineData("jwt", ", \"deliveryId\": \"{{$.id}}\"" + Patient, "s3cret-ü", "event.json", """{"id":"7"}""", "{}")]
    [InlineData("netlify", "", "s3cret-ü", "event.json", """{"id":"7","state":"ready"}""", "{}")]
    [InlineData("sailpoint", "", "s3cret", "event.json", """{"_metadata":{"invocationId":"4b1e3c6a-58d0-4f6e-9d35-0f2f5a7c9e11","triggerId":"idn:x"}}""", "{}")]
    [InlineData("zendesk", "", "s3cret", "event.txt", "", """{"X-Zendesk-Webhook-Invocation-Id":"1"}""", "{}", "GET")]
    public async Task What_is_sent_is_taken_and_with_a_fresh_id_each_time(string scheme, string more, string secret, string file, string body, string headers, string query = "{}", string method = "POST")
    {
        var webhook = $$"""{ "scheme": "{{scheme}}", "secret": "hook"{{more}} }""";
        await using var app = await TestApp.StartForProgramsAsync(webhook, Secrets(secret));
        Add(webhook);
        _folder.Add($"samples/github.{file}", body).Add("samples/github.request.json", $$"""{ "method": "{{method}}", "headers": {{headers}}, "query": {{query}} }""");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var run = await SendAsync(app);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
        }

        var deliveries = await ReadDeliveriesAsync(app);
        Assert.Equal(scheme == "okta" ? 4 : 2, deliveries.Count);
    }

    [Fact]
    public async Task With_the_same_id_it_is_a_repeat()
    {
        await using var app = await StartAsync();

        await SendAsync(app, "--same-id");
        var run = await SendAsync(app, "--same-id", "--output", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var report = JsonElement.Parse(run.Output);
        var sent = Assert.Single(report.GetProperty("events").EnumerateArray());
        Assert.Equal((200, "d"), (report.GetProperty("status").GetInt32(), sent.GetProperty("senderId").GetString()));
        Assert.Single(await ReadDeliveriesAsync(app));
    }

    [Fact]
    public async Task People_see_what_became_of_it()
    {
        await using var app = await StartAsync();

        var run = await SendAsync(app, "--same-id");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($" → http://127.0.0.1:{app.Port}/api/hooks/github\n202 Accepted\n  delivery 18ac3e7343f016890c510e93f9352611 (d): ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_secret_than_the_apps_ends_with_1()
    {
        await using var app = await StartAsync();
        _folder.Add(".secrets.json", """{ "hook": "another" }""");

        var run = await SendWithAsync(app, secrets: null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\n401 Unauthorized\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("The app does not take the signature: it has another secret", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_address_is_taken_as_it_is()
    {
        await using var app = await StartAsync();

        var run = await CliRun.InProcessAsync("send", "github", "--bridges", _folder.Location, "--secrets", app.SecretsFile, "--to", $"http://127.0.0.1:{app.Port}/api/hooks/other");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("404 Not Found", run.Output, StringComparison.Ordinal);
        Assert.Contains("There is no such bridge.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Hook, """{"hook":"geheim"}""", "-H 'x-hub-signature-256: sha256=")]
    [InlineData("""{ "scheme": "bearer", "secret": "hook", "deliveryId": "hash" }""", """{"hook":"geheim"}""", "-H 'authorization: Bearer SECRET'")]
    [InlineData("""{ "scheme": "query-key", "secret": "hook", "deliveryId": "hash" }""", """{"hook":"geheim"}""", "/api/hooks/github?code=SECRET'")]
    [InlineData("""{ "scheme": "basic", "secret": "hook", "deliveryId": "hash" }""", """{"hook":{"user":"geheim","password":"geheim"}}""", "-H 'authorization: Basic VVNFUjpQQVNTV09SRA=='")]
    [InlineData("""{ "scheme": "microsoft-graph", "secret": "hook" }""", """{"hook":"geheim"}""", "\"clientState\":\"SECRET\"", """{"value":[{"a":"it's"}]}""")]
    [InlineData("""{ "scheme": "lever", "secret": "hook" }""", """{"hook":"geheim"}""", "\"signature\":\"", """{"id":"1","triggeredAt":1,"token":"t","a":"it's"}""")]
    public async Task A_dry_run_is_a_line_of_curl_without_the_secret(string webhook, string secrets, string expected, string body = """{"a":"it's"}""")
    {
        Add(webhook);
        _folder.Add("samples/github.event.json", body).Add(".secrets.json", secrets);

        var run = await CliRun.InProcessAsync("send", "github", "--bridges", _folder.Location, "--dry-run");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("curl -X POST 'http://127.0.0.1:7071/api/hooks/github", run.Output, StringComparison.Ordinal);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Contains("--data-binary '{", run.Output, StringComparison.Ordinal);
        Assert.Contains(":\"it'\\''s\"", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_69()
    {
        Add(Hook);
        _folder.Add("samples/github.event.json", "{}").Add(".secrets.json", """{ "hook": "s" }""");
        // Bound, so that nobody else takes it, and not listening.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        var run = await CliRun.InProcessAsync("send", "github", "--bridges", _folder.Location, "--to", $"http://127.0.0.1:{port}");

        Assert.Equal((69, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"http://127.0.0.1:{port} does not answer: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(" Is the app running there? Another address is given by --to.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_told_one_after_the_other()
    {
        Add(Hook);
        Assert.Equal(new CliRun(66, "", $"github has no sample: add {PathOf("github.event.json")} with the body of an event, or give a file.\n"), await DryRunAsync());

        _folder.Add("samples/github.a.event.json", "{}").Add("samples/github.b.event.json", "{}");
        Assert.Equal(new CliRun(66, "", "Which sample? its samples are a, b.\n"), await DryRunAsync());
        Assert.Equal(new CliRun(66, "", "c: github has no such sample, and there is no such file; its samples are a, b.\n"), await DryRunAsync("c"));

        var run = await DryRunAsync("a");
        Assert.Equal(78, run.ExitCode);
        Assert.StartsWith($"There is no {Path.Combine(_folder.Location, ".secrets.json")} with the secret by which the sender signs", run.Error, StringComparison.Ordinal);

        _folder.Add(".secrets.json", """{ "other": "s" }""");
        Assert.Equal(new CliRun(78, "", $"{Path.Combine(_folder.Location, ".secrets.json")}: there is no secret 'hook', with which the sender signs: add it as the app has it.\n"), await DryRunAsync("b"));

        _folder.Add(".secrets.json", """{ "hook": "s" }""");
        Assert.Equal(0, (await DryRunAsync("github.b")).ExitCode);
        Assert.Equal(0, (await DryRunAsync(PathOf("github.a.event.json"))).ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_signed_says_why()
    {
        Add("""{ "scheme": "sendgrid", "secret": "hook" }""");
        _folder.Add("samples/github.event.json", """[{"sg_event_id":"1"}]""").Add(".secrets.json", """{ "hook": "s" }""");

        var run = await DryRunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"{PathOf("github.event.json")} cannot be signed as sendgrid does: SendGrid signs with a private key that it keeps", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_without_a_shared_secret_is_tried_with_a_key_of_ones_own()
    {
        Add("""{ "scheme": "jwt", "deliveryId": "hash", "keys": "https://login.example.com/keys", "issuer": "i", "audience": "a", "caller": "c" }""");
        _folder.Add("samples/github.event.json", "{}").Add(".secrets.json", """{ "hook": "s" }""");

        var missing = await DryRunAsync();
        Assert.Equal(
            new CliRun(78, "", $"{Path.Combine(_folder.Location, ".secrets.json")}: there is no secret 'github-sender'. jwt signs with a private key that it keeps: make a pair yourself, add the private one by this name, and publish the other where the bridge looks.\n"),
            missing);

        _folder.Add(".secrets.json", """{ "github-sender": "no key" }""");
        var useless = await DryRunAsync();
        Assert.Equal(1, useless.ExitCode);
        Assert.Contains("cannot be signed as jwt does: the sender signs with a private key that it keeps (RS256)", useless.Error, StringComparison.Ordinal);

        _folder.Add(".secrets.json", new JsonObject { ["github-sender"] = SampleToken.Key("sender") }.ToJsonString());
        var run = await DryRunAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("-H 'authorization: Bearer eyJ", run.Output, StringComparison.Ordinal);
    }

    private static string Secrets(string secret)
    {
        var value = secret.StartsWith('{') ? JsonNode.Parse(secret) : JsonValue.Create(secret);
        return new JsonObject { ["hook"] = value, ["client"] = new JsonObject { ["id"] = "external", ["secret"] = "s" } }.ToJsonString();
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadDeliveriesAsync(TestApp app)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        http.DefaultRequestHeaders.Authorization = TestApp.Operator;
        var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{app.Port}/api/deliveries"));
        return [.. JsonElement.Parse(text).GetProperty("items").EnumerateArray()];
    }

    private async Task<TestApp> StartAsync()
    {
        Add(Hook);
        _folder.Add("samples/github.event.json", "{}").Add("samples/github.request.json", """{ "headers": { "X-GitHub-Delivery": "d" } }""");
        return await TestApp.StartForProgramsAsync(Hook, Secrets(TestApp.Secret));
    }

    private void Add(string webhook) => _folder.Add("github.json", BridgeText.With("input", """{ "event.$": "$" }""", BridgeText.With("webhook", webhook)));

    private string PathOf(string sample) => Path.Combine(_folder.Location, "samples", sample);

    private Task<CliRun> SendAsync(TestApp app, params string[] options) => SendWithAsync(app, app.SecretsFile, options);

    private Task<CliRun> SendWithAsync(TestApp app, string? secrets, params string[] options) =>
        CliRun.InProcessAsync(["send", "github", "--bridges", _folder.Location, "--to", $"http://127.0.0.1:{app.Port}", .. secrets is null ? (string[])[] : ["--secrets", secrets], .. options]);

    private Task<CliRun> DryRunAsync(params string[] sample) => CliRun.InProcessAsync(["send", "github", .. sample, "--bridges", _folder.Location, "--dry-run"]);
}

using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>deliveries</c> against the app on a real server.</summary>
public sealed class DeliveriesCommandTests
{
    private const string Unfollowed = "Executions are not followed: the tenant has no read credential\\.";
    private const string Ago = "(?:just now|[0-9]+ (?:s|min) ago)";

    [Fact]
    public async Task Deliveries_are_listed_newest_first()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        await SendAsync(app, "first", """{"a":1}""");
        app.Time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(app, "second", """{"a":2}""");

        var run = await home.RunAsync("deliveries", "list");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        CliHome.AssertMatches($"^received +bridge  status   delivery                          event         execution    reason\n{Ago} +github  Started  {DeliveryId.From("second")}  organization  execution-2  {Unfollowed}\n{Ago} +github  Started  {DeliveryId.From("first")}  organization  execution-1  {Unfollowed}\n$", run.Output);
    }

    [Fact]
    public async Task Scripts_get_the_list_in_three_formats()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        foreach (var id in new[] { "first", "second", "third" }) await SendAsync(app, id, """{"a":1}""");

        var json = JsonElement.Parse(await home.OutputOfAsync("deliveries", "list", "--take", "2", "--output", "json"));
        var lines = (await home.OutputOfAsync("deliveries", "list", "--all", "-o", "ndjson")).TrimEnd('\n').Split('\n');
        var table = (await home.OutputOfAsync("deliveries", "list", "--bridge", "github", "--status", "started", "-o", "tsv")).TrimEnd('\n').Split('\n');

        Assert.Equal((2, true), (json.GetProperty("items").GetArrayLength(), json.GetProperty("more").GetBoolean()));
        Assert.Equal(3, lines.Select(line => JsonElement.Parse(line).GetProperty("deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, table.Length);
        Assert.Equal(["bridge", "deliveryId", "eventType"], table[0].Split('\t')[..3]);
        Assert.Equal("github", table[1].Split('\t')[0]);
    }

    [Fact]
    public async Task An_unknown_bridge_proposes_the_nearest()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);

        var nearest = new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} has no bridge gihtub; did you mean github?\n");
        Assert.Equal(nearest, await home.RunAsync("deliveries", "list", "--bridge", "gihtub"));
        Assert.Equal(nearest, await home.RunAsync("deliveries", "show", "12345678", "--bridge", "gihtub"));
        Assert.Equal(nearest, await home.RunAsync("polls", "run", "gihtub"));
        Assert.Equal(nearest, await home.RunAsync("bridges", "pause", "gihtub", "--reason", "x"));
        Assert.Equal(new CliRun(0, "There are none.\n", ""), await home.RunAsync("deliveries", "list", "--bridge", "github"));
    }

    [Theory]
    [InlineData("a sender's id")]
    [InlineData("whole")]
    [InlineData("beginning")]
    [InlineData("execution")]
    [InlineData("beginning of the execution")]
    public async Task One_is_shown_by_whatever_id_one_has(string kind)
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        foreach (var each in new[] { "first", "a sender's id", "third" }) await SendAsync(app, each, """{"a":1}""");
        var delivery = DeliveryId.From("a sender's id");
        var id = kind switch { "whole" => delivery, "beginning" => delivery[..8].ToUpperInvariant(), "execution" => "execution-2", "beginning of the execution" => "execution-2"[..11], _ => kind };

        var run = await home.RunAsync("deliveries", "show", id);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        CliHome.AssertMatches(
            $"""
            ^{delivery} of github: Started
              sender's id +a sender's id *
              event +organization *
              workflow +workflow *
              execution +execution-2 *
              bridge's version +[0-9a-f]+ *
              reason +{Unfollowed}

            time +(after +)?what
            [-0-9]+ [:0-9]+Z +received
            [-0-9]+ [:0-9]+Z +.*attempt 1: Started \(200\) in [0-9.]+ m?s, execution execution-2
            [-0-9]+ [:0-9]+Z +.*Started
            """,
            run.Output);
        Assert.Equal(delivery, JsonElement.Parse(await home.OutputOfAsync("deliveries", "show", id, "-o", "json")).GetProperty("deliveryId").GetString());
    }

    [Fact]
    public async Task What_may_be_several_is_listed_and_ends_with_1()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        foreach (var each in new[] { "first", "second" }) await SendAsync(app, each, """{"a":1}""");

        var run = await home.RunAsync("deliveries", "show", "execution");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("'execution' may be one of 2; give more of it, or --bridge:\n  github ", run.Error, StringComparison.Ordinal);
        foreach (var each in new[] { "first", "second" })
            Assert.Contains($"  github {DeliveryId.From(each)} Started, received ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1234567", "No delivery has the id '1234567'. Of an id that is not whole, give at least 8 characters.")]
    [InlineData("12345678", "None of the latest 1 deliveries has an id that begins with '12345678'. The ledger has no more.")]
    public async Task What_is_not_found_says_how_far_was_looked(string id, string problem)
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        await SendAsync(app, "first", """{"a":1}""");

        Assert.Equal(new CliRun(1, "", problem + "\n"), await home.RunAsync("deliveries", "show", id));
    }

    [Fact]
    public async Task One_is_replayed()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, "{}");
        await SendAsync(app, "first", """{"a":1}""");
        var id = DeliveryId.From("first");

        var text = await home.OutputOfAsync("deliveries", "replay", id[..10]);
        await app.TickAsync(TimeSpan.FromSeconds(5));
        var shown = JsonElement.Parse(await home.OutputOfAsync("deliveries", "show", id, "-o", "json"));

        Assert.Equal($"{id} of github is sent again; 'deliveries show {id}' shows what becomes of it.\n", text);
        Assert.Equal(("Started", 1), (shown.GetProperty("status").GetString(), shown.GetProperty("replays").GetArrayLength()));
    }

    [Fact]
    public async Task Scripts_get_the_replayed_one_as_JSON()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, "{}");
        await SendAsync(app, "first", """{"a":1}""");

        Assert.Equal(DeliveryId.From("first"), JsonElement.Parse(await home.OutputOfAsync("deliveries", "replay", "first", "-o", "json")).GetProperty("deliveryId").GetString());
    }

    [Fact]
    public async Task Many_are_replayed_by_their_status_after_a_question()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        foreach (var each in new[] { "first", "second" })
        {
            app.Tenant.NextExecute(HttpStatusCode.BadRequest, "{}");
            await SendAsync(app, each, """{"a":1}""");
        }

        var unasked = await home.RunAsync("deliveries", "replay", "--status", "DeadLettered");
        var counted = await home.OutputOfAsync("deliveries", "replay", "--status", "DeadLettered", "--dry-run");
        var done = JsonElement.Parse(await home.OutputOfAsync("deliveries", "replay", "--status", "DeadLettered", "--from", "1h", "--yes", "-o", "json"));

        Assert.Equal(64, unasked.ExitCode);
        Assert.StartsWith("Send all deliveries again that are DeadLettered, whenever they came? --dry-run counts them.", unasked.Error, StringComparison.Ordinal);
        Assert.Equal("2 of 2 would be sent again.\n", counted);
        Assert.Equal((2, 2), (done.GetProperty("count").GetInt32(), done.GetProperty("replayed").GetInt32()));
    }

    [Fact]
    public async Task What_is_in_no_line_is_not_skipped_and_the_app_says_why()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        await SendAsync(app, "first", """{"a":1}""");

        var run = await home.RunAsync("deliveries", "skip", "first");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.NotEqual("", run.Error);
    }

    [Fact]
    public async Task One_that_holds_others_up_is_skipped()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        app.WriteBridgeFile("lines.json", """
            {
              "webhook": { "scheme": "github", "secret": "hook" },
              "input": { "event.$": "$" },
              "order": { "key": "{{$.user}}" },
              "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" }
            }
            """);
        await app.LookAtBridgesAsync();
        foreach (var each in new[] { "first", "second" })
        {
            app.Tenant.NextExecute(HttpStatusCode.BadRequest, "{}");
            await SendAsync(app, each, """{"user":"a"}""", "lines");
        }

        Assert.Equal($"{DeliveryId.From("first")} of lines is skipped: those that waited for it go on.\n", await home.OutputOfAsync("deliveries", "skip", "first"));
    }

    [Fact]
    public async Task All_are_exported_to_standard_output_or_a_file_where_the_app_does_not_stream()
    {
        await using var app = await StartAsync();
        using var home = await CliHome.WithProfileAsync(app);
        foreach (var each in new[] { "first", "second", "third" }) await SendAsync(app, each, """{"a":1}""");
        var file = Path.Combine(home.Location, "out.ndjson");

        var run = await home.RunAsync("deliveries", "export");
        var toFile = await home.RunAsync("deliveries", "export", "--file", file);

        Assert.Equal((0, "3 deliveries exported.\n"), (run.ExitCode, run.Error));
        Assert.Equal(3, run.Output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line).GetProperty("deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(new CliRun(0, "", "3 deliveries exported.\n"), toFile);
        Assert.Equal(run.Output, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task What_the_app_streams_is_exported_as_it_comes()
    {
        await using var app = await FakeOperatorApp.StartAsync(async (path, context) =>
        {
            Assert.StartsWith("application/x-ndjson", context.Request.Headers.Accept.ToString(), StringComparison.Ordinal);
            context.Response.ContentType = "application/x-ndjson";
            for (var i = 0; i < 5_000; i++) await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"deliveryId":"{{i}}"}{{'\n'}}"""));
        });
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());

        var run = await home.RunAsync("deliveries", "export", "--status", "Failed");

        Assert.Equal((0, "5,000 deliveries exported.\n"), (run.ExitCode, run.Error));
        Assert.Equal(5_000, run.Output.Count(character => character == '\n'));
        Assert.Equal("GET /api/deliveries?status=Failed", Assert.Single(app.Requests));
    }

    [Fact]
    public async Task An_export_that_breaks_off_leaves_no_file()
    {
        await using var app = await FakeOperatorApp.StartAsync(async (_, context) =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("""{"deliveryId":"1"}""" + "\n");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());
        var file = Path.Combine(home.Location, "out.ndjson");

        var run = await home.RunAsync("deliveries", "export", "--file", file);

        Assert.Equal((69, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"The app at {app.Address.AbsoluteUri.TrimEnd('/')} ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(home.Location, "out*"));
    }

    [Fact]
    public async Task A_payload_is_masked_unless_it_is_wanted_plain()
    {
        var id = new string('a', 32);
        await using var app = await FakeOperatorApp.StartAsync((path, context) => path switch
        {
            "status" => FakeOperatorApp.JsonAsync(context, """{"status":"Healthy","bridges":[{"name":"github"}]}"""),
            _ when path == $"deliveries/github/{id}/payload" => FakeOperatorApp.JsonAsync(context, context.Request.Query["plain"] == "true"
                ? """{"event":{"login":"octocat"},"input":{"login":"octocat"},"headers":{"x-id":"1"},"masked":false}"""
                : """{"event":{"login":"text(7)"},"input":{"login":"text(7)"},"headers":{"x-id":"text(1)"},"masked":true}"""),
            _ when path == $"deliveries/github/{id}" => FakeOperatorApp.JsonAsync(context, $$"""{"bridge":"github","deliveryId":"{{id}}","status":"Completed","receivedAt":"2026-06-01T00:00:00Z","updatedAt":"2026-06-01T00:00:02.5Z"}"""),
            _ => FakeOperatorApp.JsonAsync(context, """{"detail":"There is no such delivery."}""", HttpStatusCode.NotFound),
        });
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());

        var masked = await home.OutputOfAsync("deliveries", "show", id, "--payload");
        var plain = JsonElement.Parse(await home.OutputOfAsync("deliveries", "show", id, "--payload", "--plain", "-o", "json"));

        Assert.Equal(
            $$"""
            {{id}} of github: Completed

            time                  after   what
            2026-06-01 00:00:00Z          received
            2026-06-01 00:00:02Z  +2.5 s  Completed

            headers
            {
              "x-id": "text(1)"
            }

            event
            {
              "login": "text(7)"
            }

            input
            {
              "login": "text(7)"
            }
            Values are masked: --plain shows them, and is on record.

            """.ReplaceLineEndings("\n"),
            masked);
        Assert.Equal(("Completed", "octocat"), (plain.GetProperty("delivery").GetProperty("status").GetString(), plain.GetProperty("payload").GetProperty("event").GetProperty("login").GetString()));
        Assert.Equal(new CliRun(64, "", "--plain goes with --payload.\n"), await home.RunAsync("deliveries", "show", id, "--plain"));
    }

    [Fact]
    public async Task Lists_are_read_to_their_end()
    {
        await using var app = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(context, context.Request.Query["continuation"].ToString() switch
        {
            "" => Page("1", "a&b"),
            _ => Page("2", continuation: null),
        }));
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());

        var all = JsonElement.Parse(await home.OutputOfAsync("deliveries", "list", "--all", "-o", "json"));

        Assert.Equal(["1", "2"], all.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("deliveryId").GetString()));
        Assert.Equal(["GET /api/deliveries?take=200", "GET /api/deliveries?take=200&continuation=a%26b"], app.Requests);
    }

    [Fact]
    public async Task What_somebody_else_wrote_gives_the_terminal_no_orders()
    {
        const string delivery = """{"bridge":"github","deliveryId":"1","eventType":"a\u001b[31mb\u009b","status":"Failed","reason":"c\nd","receivedAt":"2026-06-01T00:00:00Z","updatedAt":"2026-06-01T00:00:00Z"}""";
        await using var app = await FakeOperatorApp.StartAsync((path, context) => FakeOperatorApp.JsonAsync(
            context, path switch { "status" => """{"status":"Healthy","bridges":[{"name":"github"}]}""", "deliveries" => $$"""{"items":[{{delivery}}]}""", _ => delivery }));
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());

        var (list, shown) = (await home.OutputOfAsync("deliveries", "list"), await home.OutputOfAsync("deliveries", "show", "1"));

        Assert.All([list, shown], text => Assert.DoesNotContain(text, character => character is '\u001b' or '\u009b'));
        Assert.Contains("c d", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_apps_own_words_say_what_is_wrong()
    {
        await using var app = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(
            context, """{"type":"urn:triggerbridge:error:query","status":400,"detail":"There is no query key 'brigde': did you mean 'bridge'?","remedy":"Change the request."}""", HttpStatusCode.BadRequest));
        using var home = await CliHome.WithProfileAsync(app.Address, ApiKey.Create());

        Assert.Equal(new CliRun(1, "", "There is no query key 'brigde': did you mean 'bridge'?\n"), await home.RunAsync("deliveries", "list"));
    }

    private static string Page(string id, string? continuation) =>
        $$"""{"items":[{"bridge":"github","deliveryId":"{{id}}","status":"Started","receivedAt":"2026-06-01T00:00:00Z","updatedAt":"2026-06-01T00:00:00Z"}],"continuation":{{(continuation is null ? "null" : $"\"{continuation}\"")}}}""";

    internal static Task<TestApp> StartAsync() =>
        TestApp.StartForProgramsAsync("""{ "scheme": "github", "secret": "hook" }""", """{ "hook": "s", "client": { "id": "external", "secret": "s" }, "pair": { "user": "reader", "password": "pass word" } }""");

    internal static async Task SendAsync(TestApp app, string id, string body, string bridge = "github")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var client = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{app.Port}/api/hooks/{bridge}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.Add("Content-Type", "application/json");
        request.Headers.Add("X-GitHub-Delivery", id);
        request.Headers.Add("X-GitHub-Event", "organization");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("s"u8, bytes)));
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}

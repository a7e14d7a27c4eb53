using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Live;

/// <summary>Bridge files that change while the app runs.</summary>
public sealed class LiveBridgesTests
{
    private const string Other = "other";
    private const string Wrong = """{ "wehbook": {} }""";

    [Fact]
    public async Task Changed_file_is_live_and_what_is_under_way_keeps_its_version()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        var first = (await app.DeliverAsync("event-1")).GetProperty("deliveryId").GetString()!;
        var before = await VersionAsync(app);

        app.WriteBridgeFile("github.json", File("""{ "name.$": "$.user.login" }"""));
        await app.LookAtBridgesAsync();

        var second = (await app.DeliverAsync("event-2")).GetProperty("deliveryId").GetString()!;
        var after = await VersionAsync(app);
        Assert.NotEqual(before, after);
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal((before, after), ((await app.FindAsync(first)).BridgeVersion, (await app.FindAsync(second)).BridgeVersion));
        Assert.Equal(["login", "name"], app.Tenant.Inputs.Select(input => input.EnumerateObject().First().Name).Order(StringComparer.Ordinal));
        Assert.Contains(app.Logs.At(LogLevel.Information), line => line.Contains($"Bridge github is live, version {after}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_watch_sees_a_change_by_itself()
    {
        await using var app = await TestApp.StartAsync();
        var before = await VersionAsync(app);

        app.WriteBridgeFile("github.json", File("""{ "name.$": "$.user.login" }"""));

        for (var i = 0; i < 600 && await VersionAsync(app) == before; i++)
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.NotEqual(before, await VersionAsync(app));
    }

    [Fact]
    public async Task File_with_errors_keeps_its_last_good_version()
    {
        await using var app = await TestApp.StartAsync();
        var version = await VersionAsync(app);

        app.WriteBridgeFile("github.json", Wrong);
        await app.LookAtBridgesAsync();

        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
        var status = await StatusAsync(app);
        Assert.Equal(version, Assert.Single(status.GetProperty("bridges").EnumerateArray()).GetProperty("version").GetString());
        var broken = Assert.Single(status.GetProperty("brokenBridges").EnumerateArray());
        Assert.Equal(("github", version), (broken.GetProperty("name").GetString(), broken.GetProperty("keepsVersion").GetString()));
        Assert.Equal("Degraded", status.GetProperty("status").GetString());
        Assert.Single(app.Logs.At(LogLevel.Error), line => line.Contains("$.wehbook", StringComparison.Ordinal) && line.Contains($"its version {version} goes on working", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_file_is_503_until_it_is_mended()
    {
        await using var app = await TestApp.StartAsync();
        app.WriteBridgeFile("other.json", Wrong);
        await app.LookAtBridgesAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, Other));

        app.WriteBridgeFile("other.json", File("{}"));
        await app.LookAtBridgesAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, Other));
        Assert.Equal("Healthy", (await StatusAsync(app)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task New_bridge_is_never_404_even_before_the_next_look()
    {
        await using var app = await TestApp.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(app, Other));

        app.WriteBridgeFile("other.json", File("{}"));

        // It may still be written.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, Other));
        app.Time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, Other));
    }

    [Fact]
    public async Task Removed_bridge_is_404_and_its_deliveries_wait()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        var id = (await app.DeliverAsync("event")).GetProperty("deliveryId").GetString()!;

        app.WriteBridgeFile("github.json", text: null);
        await app.LookAtBridgesAsync();
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(app, TestApp.Bridge));
        Assert.Equal(DeliveryStatus.Received, (await app.FindAsync(id)).Status);
        app.WriteBridgeFile("github.json", File("{}"));
        await app.LookAtBridgesAsync();
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
    }

    [Fact]
    public async Task While_the_folder_is_away_its_bridges_go_on_and_an_unknown_name_is_503()
    {
        await using var app = await TestApp.StartAsync();
        Directory.Move(app.BridgesPath, app.BridgesPath + "-away");
        await app.LookAtBridgesAsync();

        Assert.Equal("Started", (await app.DeliverAsync("event-1")).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, Other));
        var status = await StatusAsync(app);
        Assert.Contains("there is no such folder", status.GetProperty("bridgePlace").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal("Degraded", status.GetProperty("status").GetString());

        Directory.Move(app.BridgesPath + "-away", app.BridgesPath);
        await app.LookAtBridgesAsync();
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(app, Other));
        Assert.Equal("Healthy", (await StatusAsync(app)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Push_into_the_folder_is_live_and_its_plain_files_are_not_read_any_more()
    {
        await using var app = await TestApp.StartAsync();
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["other.json"] = Encoding.UTF8.GetBytes(File("{}")) };

        await new PublishedBridges(new FolderStore(app.BridgesPath, TimeProvider.System, Path.GetRandomFileName), TimeProvider.System).PushAsync(last: null, files, new NewVersion("ann", "why"), CancellationToken.None);
        await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (await PostAsync(app, Other), await PostAsync(app, TestApp.Bridge)));
    }

    private static string File(string input) => $$"""
        {
          "webhook": { "scheme": "github", "secret": "hook" }, "dispatchBudget": "00:00:00",
          "input": {{input}}, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" }
        }
        """;

    private static async Task<HttpStatusCode> PostAsync(TestApp app, string bridge)
    {
        using var answer = await app.Client.PostAsync(new Uri($"/api/hooks/{bridge}", UriKind.Relative), content: null);
        return answer.StatusCode;
    }

    private static async Task<string> VersionAsync(TestApp app) =>
        Assert.Single((await StatusAsync(app)).GetProperty("bridges").EnumerateArray()).GetProperty("version").GetString()!;

    private static Task<JsonElement> StatusAsync(TestApp app) => app.GetAsync("/api/status");
}

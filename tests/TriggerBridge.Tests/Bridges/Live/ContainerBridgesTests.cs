using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core.Diagnostics;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Live;

/// <summary>The app with its bridges in a container.</summary>
[Collection(BlobTests.Name)]
public sealed class ContainerBridgesTests(BlobFixture blobs) : IDisposable
{
    private const string Container = "bridges";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("azurite-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task What_is_pushed_is_live_at_the_next_look()
    {
        var address = await blobs.NewContainerAsync();
        var first = await PushAsync(address, last: null, ("github.json", File("login")));
        await using var app = await StartAsync(address);
        Assert.Equal("Started", (await app.DeliverAsync("event-1")).GetProperty("status").GetString());

        await PushAsync(address, first, ("github.json", File("name")), ("other.json", File("login")));
        await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);

        Assert.Equal("Started", (await app.DeliverAsync("event-2")).GetProperty("status").GetString());
        Assert.Equal(["login", "name"], app.Tenant.Inputs.Select(input => input.EnumerateObject().First().Name));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(app, "other")).Status);
        Assert.Equal(address, (await StatusAsync(app)).GetProperty("bridgePlace").GetProperty("place").GetString());
    }

    [Fact]
    public async Task Addresses_and_files_stand_in_no_log_and_in_no_span_of_the_client()
    {
        var address = await blobs.NewContainerAsync();
        await PushAsync(address, last: null, ("github.json", File("login")));
        var lines = new ConcurrentQueue<string>();
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Azure.", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => lines.Enqueue(string.Join(' ', activity.TagObjects)),
        };
        ActivitySource.AddActivityListener(spans);
        using (new AzureEventSourceListener((_, line) => lines.Enqueue(line), EventLevel.LogAlways))
        {
            await using var app = await StartAsync(address);
            Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
        }

        Assert.DoesNotContain(lines, line => line.Contains(new Uri(address).Segments[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_bridge_is_never_404_even_before_the_next_look()
    {
        var address = await blobs.NewContainerAsync();
        var first = await PushAsync(address, last: null, ("github.json", File("login")));
        await using var app = await StartAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(app, "other")).Status);

        await PushAsync(address, first, ("github.json", File("login")), ("other.json", File("login")));

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(app, "other")).Status);
    }

    [Fact]
    public async Task An_app_whose_container_does_not_answer_at_the_start_runs_and_answers_503_until_it_does()
    {
        int port;
        await using (var azurite = await AzuriteProcess.StartBlobsAsync(_data.FullName, FreePort.Next()))
        {
            port = azurite.Port;
            await BlobFixture.ClientOf(BlobFixture.AddressIn(azurite, Container)).CreateAsync();
            await PushAsync(BlobFixture.AddressIn(azurite, Container), last: null, ("github.json", File("login")));
        }

        await using var app = await StartAsync($"http://127.0.0.1:{port}/{AzuriteProcess.AccountName}/{Container}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), await PostAsync(app, "github"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), await PostAsync(app, "other"));
        Assert.Equal("Unhealthy", (await StatusAsync(app)).GetProperty("status").GetString());
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.StartsWith("The bridge files cannot be read", StringComparison.Ordinal) && line.Contains("does not answer", StringComparison.Ordinal));

        await using (await AzuriteProcess.StartBlobsAsync(_data.FullName, port))
        {
            await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);

            Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(app, "other")).Status);
            Assert.Equal("Healthy", (await StatusAsync(app)).GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_container_that_goes_away_costs_nothing_that_is_known()
    {
        TestApp app;
        int port;
        await using (var azurite = await AzuriteProcess.StartBlobsAsync(_data.FullName, FreePort.Next()))
        {
            port = azurite.Port;
            var address = BlobFixture.AddressIn(azurite, Container);
            await BlobFixture.ClientOf(address).CreateAsync();
            await PushAsync(address, last: null, ("github.json", File("login")));
            app = await StartAsync(address);
        }

        await using (app)
        {
            await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);
            Assert.Equal("Started", (await app.DeliverAsync("event-1")).GetProperty("status").GetString());
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), await PostAsync(app, "other"));
            Assert.Equal("Degraded", (await StatusAsync(app)).GetProperty("status").GetString());

            await using var azurite = await AzuriteProcess.StartBlobsAsync(_data.FullName, port);
            await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);
            Assert.Equal("Healthy", (await StatusAsync(app)).GetProperty("status").GetString());
        }
    }

    [Theory]
    [InlineData("manifest.json", "{")]
    [InlineData("manifest.json", null)]
    [InlineData("content", "other")]
    [InlineData("content", null)]
    public async Task A_push_that_somebody_spoiled_leaves_the_last_good_state_to_all_instances_that_can_know_it(string spoiled, string? text)
    {
        var address = await blobs.NewContainerAsync();
        var container = BlobFixture.ClientOf(address);
        var first = await PushAsync(address, last: null, ("github.json", File("login")));
        await using var app = await StartAsync(address);
        await PushAsync(address, first, ("github.json", File("name")));
        var blob = spoiled == "content" ? PublishedBridges.ContentOf(PublishedBridges.HashOf(Encoding.UTF8.GetBytes(File("name")))) : spoiled;
        if (text is null) await container.GetBlobClient(blob).DeleteAsync();
        else await container.GetBlobClient(blob).UploadAsync(BinaryData.FromString(text), overwrite: true);

        await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);

        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
        Assert.Equal(["login"], app.Tenant.Inputs.Select(input => input.EnumerateObject().First().Name));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), await PostAsync(app, "other"));
        if (spoiled == "manifest.json" && text is null)
            return;
        await using var another = await app.StartAnotherAsync($"TriggerBridge:Bridges={address}");
        // Where the manifest can be read, it names an older version that is whole.
        Assert.Equal(spoiled == "content" ? (HttpStatusCode.Unauthorized, false) : (HttpStatusCode.ServiceUnavailable, true), await PostAsync(another, "github"));
    }

    private static Task<TestApp> StartAsync(string address) => TestApp.StartAsync(settings: $"TriggerBridge:Bridges={address}");

    private static string File(string key) => $$"""
        {
          "webhook": { "scheme": "github", "secret": "hook" },
          "input": { "{{key}}.$": "$.user.login" }, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" }
        }
        """;

    private static async Task<Publication> PushAsync(string address, Publication? last, params (string Name, string Text)[] files) => (await new PublishedBridges(BlobFixture.StoreOf(address), TimeProvider.System).PushAsync(
        last,
        files.ToDictionary(file => file.Name, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal),
        new NewVersion("ann", Message: null),
        CancellationToken.None))!;

    private static async Task<(HttpStatusCode Status, bool SaysWhen)> PostAsync(TestApp app, string bridge)
    {
        using var answer = await app.Client.PostAsync(new Uri($"/api/hooks/{bridge}", UriKind.Relative), content: null);
        return (answer.StatusCode, answer.Headers.RetryAfter is not null);
    }

    private static Task<JsonElement> StatusAsync(TestApp app) => app.GetAsync("/api/status");
}

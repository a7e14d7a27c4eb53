using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Polls;

/// <summary>
/// Sources that change and fail while they are read, by processes that are killed: every state that they still show is delivered once.
/// Each proof is a class of its own, so that they run side by side.
/// </summary>
public abstract class PollProof
{
    private static readonly string[] OpenStatuses = ["Received", "Dispatching", "RetryScheduled", "InDoubt"];

    private protected static string Bridge(SourceServer source, string way, string more, bool isOrdered = false) => $$"""
        {
          {{more}}
          "poll": {
            "schedule": "0 * * * * *",
            "request": { "url": "{{source.Url}}{{way}}", "query": { "since": "{{"{{$$.cursor}}"}}" }, "timeout": "00:00:02", "allowHosts": ["127.0.0.1"] },
            "items": "$.result[*]",
            "deliveryId": "{{"{{$.id}}/{{$.v}}"}}",
            "cursor": "$.changed", "startAt": "2026-01-01T00:00:00Z", "overlap": "00:00:02", "ordered": {{(isOrdered ? "true" : "false")}},
            "next": {{Next(way)}},
            "pagesPerRun": 1000
          },
          "input": { "way": "{{way}}", "state": "{{"{{$.id}}/{{$.v}}"}}" },
          "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
        }
        """;

    private static string Next(string way) => way switch
    {
        "url" => """{ "type": "url", "path": "$.next" }""",
        "token" => """{ "type": "token", "path": "$.token", "parameter": "start" }""",
        _ => $$"""{ "type": "{{way}}" }""",
    };

    /// <returns>The poll's state; null where it was busy, or the app is gone.</returns>
    private protected static async Task<JsonElement?> RunAsync(BridgeApp app, string bridge)
    {
        try
        {
            using var answer = await app.PostAsync($"/api/polls/{bridge}/run");
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }

    private protected static bool HasSeenAll(JsonElement? poll) =>
        poll is { } state && !state.GetProperty("scanUnfinished").GetBoolean() && state.GetProperty("lastResult").GetString()!.EndsWith(" 0 new.", StringComparison.Ordinal);

    private protected static async Task<int> CountOpenAsync(BridgeApp app)
    {
        var open = 0;
        foreach (var status in OpenStatuses)
        {
            using var answer = await app.GetAsync("/api/deliveries?take=1&status=" + status);
            open += (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").GetArrayLength();
        }

        return open;
    }

    private protected static Func<JsonElement, string> Text(string name) => input => input.GetProperty(name).GetString()!;
}

public sealed class RestlessSourceTests(ITestOutputHelper output) : PollProof
{
    private static readonly string[] Ways = ["link-header", "url", "token", "offset", "page", "none"];

    [Fact]
    public async Task Every_last_state_of_a_restless_source_starts_one_execution_however_its_pages_are_found()
    {
        // Of each of the six ways: 10,000 together.
        var (records, lives) = Long.IsOn ? (1_667, 10) : (150, 3);
        await using var source = await SourceServer.StartAsync(records, pageSize: Long.IsOn ? 50 : 25);
        using var folder = new BridgeFolder();
        foreach (var way in Ways) folder.WriteBridge(way, Restless(source, way));
        var tables = await SharedAzurite.TakeAccountAsync();
        await using var tenant = await Simulator.StartAsync(arguments: ["--seed", "1"]);
        await using var other = await BridgeApp.StartAsync(folder, tables, tenant.Url, ShortTimes.WithPolls);

        source.IsRestless = true;
        for (var life = 0; life < lives || !source.HasFailedInEveryWay; life++)
            await RunUntilKilledAsync(await BridgeApp.StartAsync(folder, tables, tenant.Url, ShortTimes.WithPolls), other, seed: life);

        output.WriteLine($"answers while restless: {source.Answers}");
        source.IsRestless = false;
        var polls = await Wait.UntilAsync(() => RunAllAsync(other), polls => polls.Values.All(HasSeenAll));
        await Wait.UntilAsync(() => CountOpenAsync(other), open => open == 0);
        var executed = (await tenant.ExecutionsAsync()).Select(execution => execution.GetProperty("input")).ToLookup(Text("way"), Text("state"), StringComparer.Ordinal);

        foreach (var way in Ways)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{way}: {polls[way]?.GetProperty("itemsSeen")} items seen, {executed[way].Count()} executions"));
            Assert.Equal(executed[way].Count(), executed[way].Distinct(StringComparer.Ordinal).Count());
            Assert.Empty(source.Table(way).States.Except(executed[way], StringComparer.Ordinal));
            Assert.All(executed[way], state => Assert.True(source.Table(way).Had(state)));
        }
    }

    // Every second way sorts as its bridge says.
    private static string Restless(SourceServer source, string way) =>
        Bridge(source, way, """ "whenInDoubt": "retry", "settle": "00:00:03", "retry": { "first": "00:00:01", "max": "00:00:05" }, """, isOrdered: way is "link-header" or "token" or "page");

    [SuppressMessage("Security", "CA5394", Justification = "Times of kills are no secrets.")]
    private static async Task RunUntilKilledAsync(BridgeApp doomed, BridgeApp other, int seed)
    {
        using var killed = new CancellationTokenSource();
        var runs = Ways.SelectMany(way => new[] { RepeatAsync(doomed, way, killed.Token), RepeatAsync(other, way, killed.Token) }).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(new Random(seed).Next(200, Long.IsOn ? 4_000 : 2_000)), TimeProvider.System);
        // At whatever line it is.
        await doomed.DisposeAsync();
        await killed.CancelAsync();
        await Task.WhenAll(runs);
    }

    private static async Task RepeatAsync(BridgeApp app, string bridge, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await RunAsync(app, bridge);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<Dictionary<string, JsonElement?>> RunAllAsync(BridgeApp app)
    {
        var polls = await Task.WhenAll(Ways.Select(way => RunAsync(app, way)));
        return Ways.Zip(polls).ToDictionary(poll => poll.First, poll => poll.Second, StringComparer.Ordinal);
    }
}

public sealed class PollBesideWebhookTests : PollProof
{
    [Fact]
    public async Task Every_event_of_a_webhook_that_drops_one_in_twenty_starts_one_execution_beside_a_poll()
    {
        var events = Long.IsOn ? 2_000 : 200;
        await using var source = await SourceServer.StartAsync(records: 0, pageSize: 50);
        using var folder = new BridgeFolder();
        folder.WriteBridge(BridgeFolder.Bridge, Bridge(source, "link-header", """
            "webhook": { "scheme": "github", "secret": "github-webhook-secret", "deliveryId": "{{$.id}}/{{$.v}}" },
            """));
        var tables = await SharedAzurite.TakeAccountAsync();
        await using var tenant = await Simulator.StartAsync(arguments: ["--seed", "1"]);
        await using var app = await BridgeApp.StartAsync(folder, tables, tenant.Url, ShortTimes.WithPolls);

        var records = source.Table("link-header");
        for (var i = 0; i < events; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"e{i}");
            records.Put(id);
            // The poll runs beside it, and may be first.
            if (i % 25 == 12) await RunAsync(app, BridgeFolder.Bridge);
            if (i % 20 == 7) continue;
            using var answer = await app.SendAsync(GitHubEvent.Signed(folder.WebhookSecret, id, $$"""{"id":"{{id}}","v":1}"""));
            answer.EnsureSuccessStatusCode();
        }

        await Wait.UntilAsync(() => RunAsync(app, BridgeFolder.Bridge), HasSeenAll);
        await Wait.UntilAsync(() => CountOpenAsync(app), open => open == 0);

        var executed = (await tenant.ExecutionsAsync()).Select(execution => Text("state")(execution.GetProperty("input")));
        Assert.Equal(records.States.Order(StringComparer.Ordinal), executed.Order(StringComparer.Ordinal));
    }
}

[Collection(Undisturbed.Name)]
public sealed class PollMemoryTests(ITestOutputHelper output) : PollProof
{
    [Fact]
    public async Task Memory_stays_small_while_a_long_source_is_read()
    {
        // What the process takes before it reads is not the source's.
        const long mostKilobytes = 40 * 1024;
        var records = Long.IsOn ? 100_000 : 20_000;
        await using var source = await SourceServer.StartAsync(records, pageSize: 100);
        using var folder = new BridgeFolder();
        // What is read is what counts: one item in a thousand goes on.
        folder.WriteBridge("offset", Bridge(source, "offset", """ "keepFiltered": false, "filter": "match($.id, 'offset-[0-9]*500')", """));
        var tables = await SharedAzurite.TakeAccountAsync();
        await using var tenant = await Simulator.StartAsync(arguments: ["--seed", "1"]);
        await using var app = await BridgeApp.StartAsync(folder, tables, tenant.Url, ShortTimes.WithPolls);

        var before = OperatingSystem.IsLinux() ? ProcessMemory.PeakKilobytes(app.Process.Id) : 0;
        var poll = await Wait.UntilAsync(() => RunAsync(app, "offset"), HasSeenAll);

        Assert.InRange(poll!.Value.GetProperty("itemsSeen").GetInt64(), records, long.MaxValue);
        if (!OperatingSystem.IsLinux()) return;
        var more = ProcessMemory.PeakKilobytes(app.Process.Id) - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source.Answers}; {poll.Value.GetProperty("itemsSeen")} items seen; at most {before / 1024} MB before and {more / 1024} MB more"));
        Assert.InRange(more, 0, mostKilobytes);
    }
}

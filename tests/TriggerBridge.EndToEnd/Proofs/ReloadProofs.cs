using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>Bridge files that change while events come in.</summary>
[Collection(Undisturbed.Name)]
public sealed class ReloadProofs(ITestOutputHelper output)
{
    private const int Bridges = 10;
    private const int Changes = 500;
    private const int EventsPerSecond = 200;
    private const int BreakEvery = 20;

    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(40);

    [Fact]
    public async Task Files_that_change_500_times_under_load_cost_no_event_and_each_is_mapped_by_a_version_that_was_there()
    {
        using var ended = new CancellationTokenSource();
        var folder = new BridgeFolder();
        var written = new ConcurrentDictionary<(string Bridge, string Version), DateTimeOffset>();
        for (var i = 0; i < Bridges; i++) Write(folder, written, i, change: 0);
        await using var system = await LocalSystem.StartAsync(
            // What is recorded stays where it is.
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["ProcessDueWorkSchedule"] = "0 0 0 1 1 *" }, folder: folder);
        await using var second = await system.StartAnotherAsync();

        var sending = SendAllAsync(folder, [system.App, second], ended.Token);
        for (var change = 1; change <= Changes; change++)
        {
            if (change % BreakEvery == 0) folder.WriteBridge(NameOf(change % Bridges), """{ "wehbook": """);
            else Write(folder, written, change % Bridges, change);
            await Task.Delay(BetweenChanges, TimeProvider.System);
        }

        await ended.CancelAsync();
        var answers = await sending;
        var deliveries = await system.App.DeliveriesAsync();

        var versions = deliveries.Select(delivery => (Bridge: delivery.GetProperty("bridge").GetString()!, Version: delivery.GetProperty("bridgeVersion").GetString()!, At: delivery.GetProperty("receivedAt").GetDateTimeOffset())).ToList();
        output.WriteLine($"{answers.Values.Sum()} events, {string.Join(", ", answers.Select(answer => $"{answer.Value} × {(int)answer.Key}"))}; {Changes} changes, {versions.DistinctBy(each => (each.Bridge, each.Version)).Count()} versions used");
        Assert.Equal([HttpStatusCode.Accepted], answers.Keys);
        Assert.Equal(answers[HttpStatusCode.Accepted], deliveries.Count);
        Assert.All(versions, each => Assert.True(written.TryGetValue((each.Bridge, each.Version), out var at) && at <= each.At + TimeSpan.FromSeconds(5), $"{each.Bridge} {each.Version}"));
        Assert.All(versions.GroupBy(each => each.Bridge, StringComparer.Ordinal), bridge => Assert.True(bridge.Select(each => each.Version).Distinct(StringComparer.Ordinal).Count() > 1, bridge.Key));
    }

    private static string NameOf(int bridge) => string.Create(CultureInfo.InvariantCulture, $"bridge-{bridge}");

    // Not at once, as an editor saves: what is half-written must not be read.
    private static void Write(BridgeFolder folder, ConcurrentDictionary<(string Bridge, string Version), DateTimeOffset> written, int bridge, int change)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "webhook": { "scheme": "github", "secret": "github-webhook-secret" }, "dispatchBudget": "00:00:00",
              "input": { "change": {{change}} },
              "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
            }
            """);
        written[(NameOf(bridge), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12])] = TimeProvider.System.GetUtcNow();
        folder.WriteBridge(NameOf(bridge), text);
    }

    private static async Task<IReadOnlyDictionary<HttpStatusCode, int>> SendAllAsync(BridgeFolder folder, BridgeApp[] apps, CancellationToken ended)
    {
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        var number = 0;
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / EventsPerSecond));
        // No more at once than a sender would have under way.
        await Parallel.ForEachAsync(Numbers(), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = CancellationToken.None }, async (n, _) =>
        {
            using var request = GitHubEvent.Signed(folder.WebhookSecret, string.Create(CultureInfo.InvariantCulture, $"event-{n}"));
            request.RequestUri = new Uri("/api/hooks/" + NameOf(n % Bridges), UriKind.Relative);
            using var answer = await apps[n % apps.Length].SendAsync(request);
            answers.AddOrUpdate(answer.StatusCode, 1, static (_, count) => count + 1);
        });
        return answers;

        async IAsyncEnumerable<int> Numbers()
        {
            while (!ended.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None))
                yield return number++;
        }
    }
}

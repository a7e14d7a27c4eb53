using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Polls;

public sealed class PollProofs
{
    private const string Bridge = "polled";
    private const long MostMemoryInKilobytes = 120 * 1024;

    private static readonly Dictionary<string, string> Quick = new(StringComparer.Ordinal) { ["PollSourcesSchedule"] = "* * * * * *" };

    [LongFact]
    public async Task Every_last_state_of_a_restless_source_is_recorded_once_across_kills_and_two_instances()
    {
        await using var source = SourceServer.Start(Long.IsOn ? 10_000 : 500, pageSize: 100);
        using var folder = FolderFor(source, filter: "$.id", more: """ "dispatchBudget": "00:00:00", """);
        await using var tables = await AzuriteProcess.StartAsync();
        await using var tenant = await Simulator.StartAsync(port: null, "--seed", "1");
        await using var other = await BridgeApp.StartAsync(folder, tables.ConnectionString, tenant.Url, Quick);
        source.IsRestless = true;
        for (var life = 0; life < 3; life++)
        {
            // Disposing kills it, at whatever line it is.
            await using var doomed = await BridgeApp.StartAsync(folder, tables.ConnectionString, tenant.Url, Quick);
            using var run = await doomed.PostAsync($"/api/polls/{Bridge}/run");
            using var rival = await other.PostAsync($"/api/polls/{Bridge}/run");
        }

        source.IsRestless = false;
        var seen = await Wait.UntilAsync(() => RunAndListAsync(other), ids => source.States.All(state => ids.Contains(IdOf(state))), TimeSpan.FromMinutes(10));

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [LongFact]
    public async Task Memory_stays_small_while_a_long_source_is_read()
    {
        await using var source = SourceServer.Start(Long.IsOn ? 100_000 : 20_000, pageSize: 100);
        // What is read is what counts: one item in a thousand goes on.
        using var folder = FolderFor(source, filter: "match($.id, 'r[0-9]*500')", more: """ "keepFiltered": false, """);
        await using var tables = await AzuriteProcess.StartAsync();
        await using var tenant = await Simulator.StartAsync(port: null, "--seed", "1");
        await using var app = await BridgeApp.StartAsync(folder, tables.ConnectionString, tenant.Url, Quick);

        await Wait.UntilAsync(
            async () =>
            {
                using var run = await app.PostAsync($"/api/polls/{Bridge}/run");
                return await PollAsync(app);
            },
            poll => poll.GetProperty("itemsSeen").GetInt64() >= source.States.Count && !poll.GetProperty("scanUnfinished").GetBoolean(),
            TimeSpan.FromMinutes(5));

        if (OperatingSystem.IsLinux()) Assert.InRange(PeakMemory(app.Process.Id), 1, MostMemoryInKilobytes);
    }

    private static BridgeFolder FolderFor(SourceServer source, string filter, string more)
    {
        var folder = new BridgeFolder();
        folder.WriteBridge(Bridge, $$"""
            {
              {{more}}
              "poll": {
                "schedule": "0 * * * * *",
                "request": { "url": "{{source.Url}}records", "allowHosts": ["127.0.0.1"] },
                "items": "$.result[*]",
                "deliveryId": "{{"{{$.id}}/{{$.v}}"}}",
                "next": { "type": "offset" },
                "pagesPerRun": 2000,
                "filter": "{{filter}}"
              },
              "input": { "id.$": "$.id" },
              "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
            }
            """);
        return folder;
    }

    private static async Task<List<string>> RunAndListAsync(BridgeApp app)
    {
        using var run = await app.PostAsync($"/api/polls/{Bridge}/run");
        return [.. (await app.DeliveriesAsync()).Select(delivery => delivery.GetProperty("deliveryId").GetString()!)];
    }

    private static async Task<JsonElement> PollAsync(BridgeApp app)
    {
        using var answer = await app.GetAsync("/api/polls");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("polls").EnumerateArray().Single();
    }

    private static string IdOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..32];

    private static long PeakMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

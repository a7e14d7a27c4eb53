using System.Diagnostics;
using TriggerBridge.EndToEnd.Testing.Hosting;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The app in a state in which it must not run on: its exit code, and all that it printed.</summary>
internal static class FailedStart
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    public const int Misconfigured = 78;

    /// <summary>With these alone it starts.</summary>
    public static Dictionary<string, string> Settings(BridgeFolder folder) => new(StringComparer.Ordinal)
    {
        // The local host reads the one, a worker the other.
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["TriggerBridge__Bridges"] = folder.Bridges,
        ["TriggerBridge__SecretsFile"] = folder.SecretsFile,
        ["TriggerBridge__Tenants__acme__BaseUrl"] = "http://127.0.0.1:9",
        ["ProcessDueWorkSchedule"] = "*/10 * * * * *",
        ["PollSourcesSchedule"] = "0 * * * * *",
        ["PurgeLedgerSchedule"] = "0 17 3 * * *",
    };

    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(PublishedApp.Bridge, arguments);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        await using var process = await ServerProcess.StartAsync(start, (_, _) => Task.FromResult(true));
        return (await process.WaitForEndAsync(), process.Output);
    }

    /// <summary>As the worker of the Functions host.</summary>
    public static async Task<(int ExitCode, string Output)> RunHostedAsync(IReadOnlyDictionary<string, string> settings)
    {
        var ended = await Assert.ThrowsAsync<WorkerEndedException>(async () =>
        {
            await using var host = await FunctionsHost.StartAsync(PublishedApp.Worker, settings, key: "");
        });
        return (ended.ExitCode, ended.Output);
    }
}

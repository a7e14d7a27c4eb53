using System.Security.Cryptography;
using System.Text.Json;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>The app's configuration for one run, in a folder that goes away with it: its bridges, and the secrets they need.</summary>
internal sealed class AppFiles : IDisposable
{
    public const string BridgeName = "member-removed";

    /// <summary>The setting that says how long a sender waits for ISC.</summary>
    public const string DispatchBudget = "TriggerBridge__DispatchBudget";

    /// <summary>The setting that says by which secret executions are read.</summary>
    public const string ReadCredential = "TriggerBridge__Tenants__benchmark__ReadCredential";

    /// <summary>That secret.</summary>
    public const string ReadSecret = "isc-read";

    /// <summary>The setting that holds the schedule of the timer that does what is due.</summary>
    public const string DueWorkSchedule = "ProcessDueWorkSchedule";

    // Never within a run.
    private const string Never = "0 0 0 29 2 *";

    /// <summary>The settings that hold the timers' schedules.</summary>
    public static readonly IReadOnlyList<string> Schedules = [DueWorkSchedule, "PollSourcesSchedule", "PurgeLedgerSchedule"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggerbridge-benchmark-");

    private AppFiles()
    {
    }

    public string WebhookSecret { get; } = RandomNumberGenerator.GetHexString(32);

    public string LogOf(string server) => Path.Combine(_folder.FullName, $"{server}.log");

    public static AppFiles Create()
    {
        var files = new AppFiles();
        Directory.CreateDirectory(files.BridgesPath);
        files.WriteBridge(BridgeName);
        File.WriteAllText(files.SecretsFile, $$"""
            { "github-webhook-secret": "{{files.WebhookSecret}}", "isc-member-removed": { "id": "benchmark", "secret": "{{RandomNumberGenerator.GetHexString(32)}}" },
              "{{ReadSecret}}": { "id": "benchmark-reader", "secret": "{{RandomNumberGenerator.GetHexString(32)}}" } }
            """);
        return files;
    }

    /// <summary>A bridge of the usual kind.</summary>
    public void WriteBridge(string name) => WriteBridge(name, filter: null, """
        { "login.$": "$.membership.user.login", "organization.$": "$.organization.login", "removedBy": "{{$.sender.login}}" }
        """);

    /// <summary>One more bridge, whose input is the whole event.</summary>
    public void WriteBridge(string name, string filter) => WriteBridge(name, filter, """{ "event.$": "$" }""");

    /// <summary>One more bridge, as its file is to be.</summary>
    public void WriteBridgeFile(string name, string json) => File.WriteAllText(Path.Combine(BridgesPath, $"{name}.json"), json);

    /// <summary>
    /// The app as it is shipped, but without ISC's limits, which are far below what is measured here, and with a longer budget, so
    /// that a hiccup of the machine is a slow answer and not an early one.
    /// </summary>
    public Dictionary<string, string> Settings(string tableConnectionString, Uri tenant) => new(StringComparer.Ordinal)
    {
        // The local host reads the one, a worker the other.
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
        ["AzureWebJobsStorage"] = tableConnectionString,
        ["TriggerBridge__Bridges"] = BridgesPath,
        ["TriggerBridge__SecretsFile"] = SecretsFile,
        ["TriggerBridge__Tenants__benchmark__BaseUrl"] = tenant.AbsoluteUri,
        ["TriggerBridge__Tenants__benchmark__RequestsPer10Seconds"] = "0",
        ["TriggerBridge__Tenants__benchmark__ExecutionsPerDay"] = "0",
        [DispatchBudget] = "00:00:30",
        [DueWorkSchedule] = "*/10 * * * * *",
        [Schedules[1]] = "0 * * * * *",
        [Schedules[2]] = "0 17 3 * * *",
    };

    /// <param name="settings">Are changed.</param>
    /// <param name="schedules">Those of the timers.</param>
    public static void StopTimers(Dictionary<string, string> settings, IEnumerable<string> schedules)
    {
        foreach (var schedule in schedules)
            settings[schedule] = Never;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string BridgesPath => Path.Combine(_folder.FullName, "bridges");

    private string SecretsFile => Path.Combine(_folder.FullName, "secrets.json");

    private void WriteBridge(string name, string? filter, string input) => WriteBridgeFile(name, $$"""
        {
          "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
          {{(filter is null ? "" : $"\"filter\": {JsonSerializer.Serialize(filter)},")}}
          "input": {{input}},
          "workflow": { "tenant": "benchmark", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "isc-member-removed" }
        }
        """);
}

using System.Globalization;
using System.Text;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks.Answers;

/// <summary>
/// Questions of ISC at a steady rate, answered by a rule, and by what the workflow comes to while some executions do not show their end. ISC's limit of
/// calls holds: it is what such answers are short of.
/// </summary>
internal static class AnswersBenchmark
{
    private const string Rule = "rule";
    private const string ByResult = "by-result";
    private const int PerSecond = 10;
    private const int Questions = 1_000;
    private const int WarmUp = 100;
    private const double MostMilliseconds = 60;

    // What the bridge promises.
    private const double MostSeconds = 8;

    // ISC's own.
    private const string CallsPer10Seconds = "100";

    private const string Hanging = """[{"on":"visibility","delaySeconds":60,"probability":0.05}]""";

    /// <returns>Whether every requirement is met.</returns>
    /// <exception cref="InvalidOperationException">A question was not answered with 200.</exception>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        WriteBridge(stage.Files, Rule, """ "approved": true, "comment": "{{$.requestedBy.name}} may", "approver": "TriggerBridge" """);
        WriteBridge(stage.Files, ByResult, """ "approved": true, "comment": "{{$$.execution.status}}", "approver": "TriggerBridge" """);
        var settings = stage.Settings();
        settings.Remove(AppFiles.DispatchBudget);
        settings[AppFiles.ReadCredential] = AppFiles.ReadSecret;
        await output.WriteLineAsync(Invariant($"{Questions:N0} questions, {PerSecond} a second, by a rule; ISC's limit, which this just reaches, is off…"));
        var byRule = await AskAsync(stage, settings, Rule);
        settings["TriggerBridge__Tenants__benchmark__RequestsPer10Seconds"] = CallsPer10Seconds;
        await FaultAsync(stage.SimulatorUrl);
        await output.WriteLineAsync(Invariant($"{Questions:N0} questions, {PerSecond} a second, by the workflow; ISC's limit is on, and 1 of 20 executions shows no end…\n"));
        var byResult = await AskAsync(stage, settings, ByResult);

        await output.WriteLineAsync("                 answered    p50 ms   p99 ms   largest ms");
        await output.WriteLineAsync(Line("by a rule", byRule, byRule.Count));
        await output.WriteLineAsync(Line("by the workflow", byResult, byResult.Count(answer => answer.IsAsWanted)));
        await output.WriteLineAsync();
        Requirement[] requirements =
        [
            Requirement.AtMost(MostMilliseconds, "ms, p99 of an answer by a rule", byRule.Select(answer => answer.Milliseconds).Percentile(0.99), "0"),
            Requirement.AtMost(MostSeconds, "s, the largest of an answer by the workflow", byResult.Max(answer => answer.Milliseconds) / 1000, "0.0"),
            Requirement.AtLeast(0.9, "of the questions answered with what the workflow came to", (double)byResult.Count(answer => answer.IsAsWanted) / Questions),
        ];
        foreach (var requirement in requirements)
            await output.WriteLineAsync(requirement.ToString());
        return requirements.All(requirement => requirement.IsMet);
    }

    private static async Task<IReadOnlyList<Answer>> AskAsync(Stage stage, Dictionary<string, string> settings, string bridge)
    {
        await using var server = await stage.StartAppAsync(settings);
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { BaseAddress = server.Url };
        var asker = new Asker(http, stage.Files.WebhookSecret);
        await asker.AskAsync(bridge, WarmUp, PerSecond);
        return await asker.AskAsync(bridge, Questions, PerSecond);
    }

    private static void WriteBridge(AppFiles files, string name, string output) => files.WriteBridgeFile(name, $$"""
        {
          "webhook": { "scheme": "sailpoint", "secret": "github-webhook-secret" },
          "input": { "request.$": "$.accessRequestId" },
          "workflow": { "tenant": "benchmark", "id": "workflow-{{name}}", "credential": "isc-member-removed" },
          "respond": {
            "trigger": "idn:access-request-pre-approval", "mode": "sync", "output": { {{output}} },
            "otherwise": { "approved": false, "comment": "otherwise", "approver": "TriggerBridge" }
          }
        }
        """);

    private static async Task FaultAsync(Uri simulator)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var faults = new StringContent(Hanging, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(simulator, "_simulator/faults"), faults);
        answer.EnsureSuccessStatusCode();
    }

    private static string Line(string name, IReadOnlyList<Answer> answers, int wanted)
    {
        var milliseconds = answers.Select(answer => answer.Milliseconds).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-16}{wanted,9:N0}{milliseconds.Median(),10:0}{milliseconds.Percentile(0.99),9:0}{milliseconds.Max(),13:0}");
    }
}

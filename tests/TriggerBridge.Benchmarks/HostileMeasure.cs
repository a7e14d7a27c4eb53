using System.Net;
using System.Text;
using System.Text.Json;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>How soon a hostile event is answered that is the second webhook of its process: what it costs itself is cold, the platform's way is not.</summary>
internal static class HostileMeasure
{
    private const int Processes = 3;

    // Most of it is System.Text.Json's reading of a million brackets before the runtime has compiled that anew: warm, it is a fifth.
    private const double MostMilliseconds = 500;

    // What the app does by itself a second after its start is over then.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task<Requirement> RunAsync(Stage stage, string package, TextWriter output)
    {
        var settings = stage.Settings();
        // The largest events are a few bytes larger than is accepted by default.
        settings["TriggerBridge__MaxBodyBytes"] = Invariant($"{2 * 1024 * 1024}");
        IReadOnlyList<HostileEvent> events = [HostileEvent.Small, .. HostileEvent.All];
        foreach (var each in events)
            stage.Files.WriteBridge(each.Bridge, each.Filter);

        await output.WriteLineAsync(Invariant($"The second webhook of a process, until its answer (median of {Processes}):"));
        var slowest = 0.0;
        foreach (var each in events)
        {
            var (milliseconds, status) = await MeasureAsync(stage, package, settings, each);
            await output.WriteLineAsync(Invariant($"{milliseconds,6:0} ms  {each.Name}: {status}"));
            slowest = Math.Max(slowest, milliseconds);
        }

        await output.WriteLineAsync();
        return Requirement.AtMost(MostMilliseconds, "ms for a hostile event, second of a process", slowest, "0");
    }

    private static async Task<(double Milliseconds, string Status)> MeasureAsync(
        Stage stage, string package, IReadOnlyDictionary<string, string> settings, HostileEvent hostile)
    {
        var signed = SignedEvent.Of(Encoding.UTF8.GetBytes(hostile.Body()), stage.Files.WebhookSecret);
        var small = SignedEvent.Of(Encoding.UTF8.GetBytes(HostileEvent.Small.Body()), stage.Files.WebhookSecret);
        var (milliseconds, status) = (new List<double>(Processes), "");
        for (var i = 0; i < Processes; i++)
        {
            await using var app = await HostedWorker.StartAsync(package, settings);
            await Task.Delay(Settling, TimeProvider.System);
            using var http = new HttpClient(new SocketsHttpHandler());
            using (var first = small.RequestTo(new Uri(app.Url, $"api/hooks/{HostileEvent.Small.Bridge}"), Guid.NewGuid().ToString()))
            (await http.SendAsync(first)).Dispose();
            using var request = signed.RequestTo(new Uri(app.Url, $"api/hooks/{hostile.Bridge}"), Guid.NewGuid().ToString());

            var sent = TimeProvider.System.GetTimestamp();
            using var response = await http.SendAsync(request);
            milliseconds.Add(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);

            if (response.StatusCode != HttpStatusCode.Accepted)
                throw new InvalidOperationException($"'{hostile.Name}' was answered with {(int)response.StatusCode}.");
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            status = answer.RootElement.GetProperty("status").GetString()!;
        }

        return (milliseconds.Median(), status);
    }
}

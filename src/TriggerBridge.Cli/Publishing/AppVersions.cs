using System.Globalization;
using System.Net;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Publishing;

/// <summary>Which versions of its bridges the app runs.</summary>
internal sealed class AppVersions(AppApi api, TimeSpan wait, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public AppAddress Address => api.App;

    public void Dispose() => api.Dispose();

    /// <summary>Whether it can be asked: before anything is pushed.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public async Task CheckAsync() => _ = await ReadAsync();

    /// <summary>Waits until it runs files.</summary>
    /// <exception cref="CliException">It does not, in time.</exception>
    public async Task WaitAsync(BridgeFiles files, Terminal terminal)
    {
        var pushed = VersionsOf(files);
        var since = TimeProvider.System.GetTimestamp();
        var problem = await terminal.WaitAsync($"Waiting until {Address} runs it", async () =>
        {
            while (true)
            {
                var (running, errors) = await ReadAsync();
                if (Describe(pushed, running) is not { } different)
                    return null;
                if (TimeProvider.System.GetElapsedTime(since) >= wait)
                    return errors.Count == 0 ? different : $"{different}. Its errors: {string.Join("; ", errors)}";
                await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            }
        });
        if (problem is not null)
            throw new CliException(string.Create(CultureInfo.InvariantCulture, $"It is pushed, but the app at {Address} does not run it after {wait.TotalSeconds:0} seconds: {problem}."), ExitCode.Errors);
    }

    // A bridge's version is also that of the other files that it uses.
    private static Dictionary<string, string> VersionsOf(BridgeFiles files)
    {
        var content = files.AsContent(place: "");
        var compiled = new BridgeSetCompiler(tenants: null, isDevelopment: true).Compile(content, BridgeSet.Unread);
        return content.Files.ToDictionary(
            file => file.Name,
            file => !BridgeSetCompiler.IsSource(file.Name) && compiled.TryFind(BridgeSetCompiler.NameOf(file.Name), out var bridge) ? bridge.Version : file.Version,
            StringComparer.Ordinal);
    }

    private static string? Describe(Dictionary<string, string> pushed, Dictionary<string, string> running)
    {
        var different = pushed.Where(file => running.GetValueOrDefault(file.Key) != file.Value)
            .Select(file => running.TryGetValue(file.Key, out var version) ? $"{file.Key} is {version}, not {file.Value}" : $"{file.Key} is not there")
            .Concat(running.Keys.Except(pushed.Keys, StringComparer.Ordinal).Select(file => $"{file} is still there"))
            .ToList();
        return different.Count == 0 ? null : string.Join(", ", different);
    }

    private static IEnumerable<KeyValuePair<string, string>> VersionsOf(JsonElement states, Func<string, string> fileOf) => states.EnumerateArray()
        .Select(state => KeyValuePair.Create(fileOf(state.GetProperty("name").GetString()!), state.GetProperty("version").GetString()!));

    private async Task<(Dictionary<string, string> Running, List<string> Errors)> ReadAsync()
    {
        var answer = await api.GetAsync("status", cancellationToken);
        if (answer.Status != HttpStatusCode.OK)
            throw api.Refused(answer, "its status");
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            return (
                VersionsOf(root.GetProperty("bridges"), BridgeSetCompiler.FileOf).Concat(root.TryGetProperty("sources", out var sources) ? VersionsOf(sources, BridgeSetCompiler.FileOfSource) : []).ToDictionary(StringComparer.Ordinal),
                [
                    .. root.GetProperty("brokenBridges").EnumerateArray().SelectMany(bridge => bridge.GetProperty("errors").EnumerateArray())
                        .Select(error => $"{error.GetProperty("file").GetString()} {error.GetProperty("path").GetString()}: {error.GetProperty("problem").GetString()}"),
                    .. root.GetProperty("bridgePlace").GetProperty("problem").GetString() is { } problem ? new[] { problem } : [],
                ]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException($"What answers at {Address} is not the app, or an older one: its status names no bridges.", ExitCode.Errors, fault);
        }
    }
}

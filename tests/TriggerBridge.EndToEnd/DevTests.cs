using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>A session as a user of <c>triggerbridge dev</c> has it.</summary>
public sealed class DevTests : IDisposable
{
    private const string Workflow = "c17bea3a-574d-453c-9e04-4365fbf5af0b";
    private const string Filter = "\"filter\": ";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("triggerbridge-dev-");

    private string Folder => Path.Combine(_home.FullName, "bridges");

    private string BridgeFile => Path.Combine(Folder, "leavers.json");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task A_new_bridge_is_edited_wrongly_mended_and_sent_to_and_a_restart_forgets_nothing()
    {
        await RunAsync("new", "leavers", "--scheme", "github", "--tenant", "acme", "--workflow", Workflow, "--folder", Folder);
        string delivery;
        IReadOnlyList<int> children;
        await using (var terminal = DevTerminal.Start(Folder))
        {
            var app = await terminal.AppAsync();
            Assert.Contains($"leavers  {app}api/hooks/leavers", terminal.Shown, StringComparison.Ordinal);
            children = await terminal.ChildrenAsync();
            Assert.Equal(3, children.Count);

            delivery = await SendAsync(app);
            await terminal.SeesAsync("  accepted  ");
            await terminal.SeesAsync("  Completed   execution ");
            // Of a secret it tells where it is.
            Assert.DoesNotContain(await SecretAsync("leavers-webhook"), terminal.Shown, StringComparison.Ordinal);

            var lines = await File.ReadAllLinesAsync(BridgeFile);
            var line = Array.FindIndex(lines, each => each.Contains(Filter, StringComparison.Ordinal));
            var good = lines[line];
            await WriteAsync(lines, line, $"  {Filter}\"$.action ==\",");
            await terminal.SeesAsync($"leavers.json:{line + 1} $.filter: ");
            await terminal.SeesAsync(" goes on working");
            await terminal.PressAsync('r');
            await terminal.SeesAsync("  accepted  ", times: 2);
            await terminal.SeesAsync("  Completed   execution ", times: 2);

            await WriteAsync(lines, line, good.Replace("member_removed", "member_gone", StringComparison.Ordinal));
            await terminal.SeesAsync("bridge leavers is live, version ");
            await SendAsync(app);
            await terminal.SeesAsync("  filtered  ");
            DevPicture.AssertIsInReadme(terminal.Shown, Folder);

            await WriteAsync(lines, line, good);
            await terminal.SeesAsync("bridge leavers is live, version ", times: 2);
            await terminal.PressAsync('r');
            await terminal.SeesAsync("  accepted  ", times: 3);
            await terminal.PressAsync('o');
            await terminal.SeesAsync("\"bridgeVersion\": ");
            await terminal.PressAsync('s');
            await terminal.SeesAsync(await SecretAsync("leavers-webhook"));
            await terminal.PressAsync('e');
            await terminal.SeesAsync("no errors");

            await terminal.PressAsync('q');
            Assert.Equal(0, await terminal.EndAsync());
            await DevTerminal.GoneAsync(children);
        }

        await AssertKnownAsync(delivery);
    }

    // After a restart, by the app and by the tenant.
    private async Task AssertKnownAsync(string delivery)
    {
        await using var terminal = DevTerminal.Start(Folder);
        var app = await terminal.AppAsync();
        Assert.DoesNotContain("made '", terminal.Shown, StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler());
        http.DefaultRequestHeaders.Authorization = new("Bearer", await SecretAsync("operator-key"));
        var known = await http.GetFromJsonAsync<JsonElement>(new Uri(app, $"/api/deliveries/leavers/{delivery}"));
        Assert.Equal("Completed", known.GetProperty("status").GetString());

        var simulator = new Uri(terminal.Shown.Split("(simulator at ")[1].Split(')')[0]);
        var executions = await http.GetFromJsonAsync<JsonElement>(new Uri(simulator, "/_simulator/executions"));
        Assert.Contains(known.GetProperty("workflowExecutionId").GetString(), executions.EnumerateArray().Select(execution => execution.GetProperty("id").GetString()));
        Assert.Equal(3, executions.GetArrayLength());
    }

    [Fact]
    public async Task A_terminal_that_goes_away_takes_everything_with_it()
    {
        await RunAsync("new", "leavers", "--scheme", "github", "--tenant", "acme", "--workflow", Workflow, "--folder", Folder);
        await using var terminal = DevTerminal.Start(Folder);
        await terminal.AppAsync();
        var children = await terminal.ChildrenAsync();

        terminal.Signal(ProcessSignal.Kill);

        await DevTerminal.GoneAsync(children);
    }

    [Fact]
    public async Task A_public_address_is_checked_whether_it_leads_here()
    {
        await RunAsync("new", "leavers", "--scheme", "github", "--tenant", "acme", "--workflow", Workflow, "--folder", Folder);
        var port = FreePort.Next();
        var own = $"http://localhost:{port}";
        await using (var terminal = DevTerminal.Start(Folder, port, "--public", own))
        {
            await terminal.SeesAsync($"{own} leads to this app");
            Assert.Contains($"leavers  {own}/api/hooks/leavers", terminal.Shown, StringComparison.Ordinal);
            await terminal.PressAsync('q');
            Assert.Equal(0, await terminal.EndAsync());
        }

        await using var other = await RecordingServer.StartAsync(_ => "");
        await using var elsewhere = DevTerminal.Start(Folder, port: 0, "--public", other.Url.AbsoluteUri);
        await elsewhere.SeesAsync("and the app would answer 404: another app is there.");
    }

    [Fact]
    public async Task A_real_tenant_takes_the_simulators_place()
    {
        await RunAsync("new", "leavers", "--scheme", "github", "--tenant", "acme", "--workflow", Workflow, "--folder", Folder);
        await using var tenant = await Simulator.StartAsync();
        await using (var without = DevTerminal.Start(Folder, port: 0, "--live", "acme", "--tenant-url", tenant.Url.AbsoluteUri))
        {
            await without.SeesAsync("leavers lacks the secret 'isc-leavers'");
            await without.SeesAsync("There is no 'isc-read'");
            Assert.Equal(2, (await without.ChildrenAsync()).Count);
            await without.PressAsync('q');
            Assert.Equal(0, await without.EndAsync());
        }

        var secrets = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, ".secrets.json")))!.AsObject();
        foreach (var name in (string[])["isc-leavers", "isc-read"]) secrets[name] = new JsonObject { ["id"] = name, ["secret"] = "s" };
        await File.WriteAllTextAsync(Path.Combine(Folder, ".secrets.json"), secrets.ToJsonString());
        await using var terminal = DevTerminal.Start(Folder, port: 0, "--live", "acme", "--tenant-url", tenant.Url.AbsoluteUri);
        await SendAsync(await terminal.AppAsync());

        await terminal.SeesAsync("  Completed   execution ");
        Assert.Single(await tenant.ExecutionsAsync());
    }

    private async Task WriteAsync(string[] lines, int line, string text)
    {
        lines[line] = text;
        await File.WriteAllLinesAsync(BridgeFile, lines);
    }

    private async Task<string> SecretAsync(string name) =>
        JsonElement.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, ".secrets.json"))).GetProperty(name).GetString()!;

    /// <returns>The delivery's id.</returns>
    private async Task<string> SendAsync(Uri app)
    {
        var report = JsonElement.Parse(await RunAsync("send", "leavers", "--bridges", Folder, "--to", app.AbsoluteUri, "--output", "json"));
        return report.GetProperty("events")[0].GetProperty("deliveryId").GetString()!;
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [PublishedApp.CommandLine, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {error}");
        return await output;
    }
}

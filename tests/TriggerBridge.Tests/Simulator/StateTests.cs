using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TriggerBridge.Tests.Simulator;

/// <summary>What the tenant knows outlives it.</summary>
public sealed class StateTests : IDisposable
{
    private const string Execute = "v2026/workflows/execute/external/c17bea3a-574d-453c-9e04-4365fbf5af0b";
    private const string Executions = "_simulator/executions";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulator-state-");

    private string StateFile => Path.Combine(_folder.FullName, "state.json");

    private string Clients => Path.Combine(_folder.FullName, "clients.json");

    public StateTests() => File.WriteAllText(Clients, """[{ "id": "reader", "secret": "r", "kind": "personal" }]""");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        string executions;
        string workflows;
        await using (var tenant = await StartAsync())
        {
            Assert.Equal(HttpStatusCode.NoContent, await PutAsync(tenant, "clients/c1", """{ "secret": "s", "kind": "external" }"""));
            Assert.Equal(HttpStatusCode.OK, await PutAsync(tenant, "workflows/c17bea3a-574d-453c-9e04-4365fbf5af0b", """{ "name": "Leaver", "trigger": { "type": "EXTERNAL", "attributes": { "clientId": "c1" } } }"""));
            await tenant.AuthenticateAsync("c1", "s");
            using var started = await tenant.Client.PostAsJsonAsync(new Uri(Execute, UriKind.Relative), new { input = new { login = "ü" } });
            started.EnsureSuccessStatusCode();
            executions = await tenant.Client.GetStringAsync(new Uri(Executions, UriKind.Relative));
            await tenant.AuthenticateAsync("reader", "r");
            workflows = await tenant.Client.GetStringAsync(new Uri("v2026/workflows", UriKind.Relative));
            Assert.Contains("Leaver", workflows, StringComparison.Ordinal);
            await tenant.StopAsync();
        }

        await using var again = await StartAsync();
        await again.AuthenticateAsync("reader", "r");
        Assert.Equal(workflows, await again.Client.GetStringAsync(new Uri("v2026/workflows", UriKind.Relative)));
        Assert.Equal(executions, await again.Client.GetStringAsync(new Uri(Executions, UriKind.Relative)));
        // Its client, too.
        await again.AuthenticateAsync("c1", "s");
        using var refused = await again.RequestTokenAsync("c1", "another");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StateFile));
    }

    [Fact]
    public async Task What_is_set_up_takes_the_place_of_what_was_there()
    {
        await using var tenant = await StartAsync();
        await PutAsync(tenant, "workflows/w", """{ "name": "one" }""");
        await PutAsync(tenant, "workflows/w", """{ "name": "two", "enabled": false }""");
        await tenant.AuthenticateAsync("reader", "r");

        var workflow = await tenant.Client.GetFromJsonAsync<JsonElement>(new Uri("v2026/workflows/w", UriKind.Relative));

        Assert.Equal(("w", "two", false), (workflow.GetProperty("id").GetString(), workflow.GetProperty("name").GetString(), workflow.GetProperty("enabled").GetBoolean()));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(tenant, "workflows/w", "[]"));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(tenant, "clients/c", """{ "kind": "external" }"""));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    public async Task A_file_that_is_no_state_ends_the_start(string text)
    {
        await File.WriteAllTextAsync(StateFile, text);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(StartAsync);

        Assert.Equal($"{StateFile}: is not a state that was saved here; without the file the tenant begins empty.", fault.Message);
    }

    private Task<RunningSimulator> StartAsync() => RunningSimulator.StartAsync("--clients", Clients, "--state", StateFile);

    private static async Task<HttpStatusCode> PutAsync(RunningSimulator tenant, string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await tenant.Client.PutAsync(new Uri("_simulator/" + path, UriKind.Relative), body);
        return answer.StatusCode;
    }
}

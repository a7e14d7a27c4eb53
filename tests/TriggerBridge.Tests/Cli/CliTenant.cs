using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Simulator;
using TriggerBridge.Simulator.Triggers;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary>A simulated tenant, and the settings by which the program finds it.</summary>
public sealed class CliTenant : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private readonly StubHttpHandler _subscriber = new(request => StubHttpHandler.Json(request.Url.AbsolutePath.EndsWith("/refusing", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, "{}"));
    private WebApplication? _simulator;

    internal BridgeFolder Files { get; } = new();

    internal string SecretsText => File.ReadAllText(SecretsFile);

    /// <summary>Takes a secret away that an earlier test has made.</summary>
    internal void ForgetSecret(string name)
    {
        var secrets = JsonNode.Parse(SecretsText, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        if (secrets.Remove(name))
            File.WriteAllText(SecretsFile, secrets.ToJsonString());
    }

    private string SecretsFile => Path.Combine(Files.Location, "secrets", "secrets.json");

    private Uri Url => new(_simulator!.Urls.Single());

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["TriggerBridge__SecretsFile"] = SecretsFile,
        ["TriggerBridge__Tenants__acme__BaseUrl"] = Url.AbsoluteUri,
        ["TriggerBridge__Tenants__acme__ReadCredential"] = "personal-token",
    };

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(SecretsFile)!);
        await File.WriteAllTextAsync(SecretsFile, """
            {
              // Of a person.
              "personal-token": { "id": "person", "secret": "s" },
              "external-credential": { "id": "external", "secret": "s" },
              "wrong-credential": { "id": "person", "secret": "wrong" },
              "not-a-credential": "text",
            }
            """);
        var clients = Path.Combine(Files.Location, "secrets", "clients.json");
        await File.WriteAllTextAsync(clients, """[{"id":"person","secret":"s","kind":"personal"},{"id":"external","secret":"s","kind":"external"}]""");
        _simulator = SimulatorApp.Build(
            ["--urls", "http://127.0.0.1:0", "--complete-after", "01:00:00", "--clients", clients],
            builder => builder.Services.AddHttpClient(nameof(EventSender)).ConfigurePrimaryHttpMessageHandler(() => _subscriber));
        await _simulator.StartAsync();
    }

    public async Task DisposeAsync() => await _simulator!.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _subscriber.Dispose();
        Files.Dispose();
    }

    internal static string Bridge(string workflowId, string credential = "hr-credential") =>
        BridgeText.With("workflow", $$"""{ "tenant": "acme", "id": "{{workflowId}}", "credential": "{{credential}}" }""");

    internal Task<CliRun> RunAsync(params string[] args) => CliRun.OfProgramAsync(Environment, args);

    /// <summary>In the folder of <see cref="Files"/>.</summary>
    internal Task<CliRun> RunInFolderAsync(params string[] args) => CliRun.OfProgramAsync(Environment, Files.Location, args);

    /// <summary>With a setting more.</summary>
    internal Task<CliRun> RunAsync((string Name, string Value) setting, params string[] args)
    {
        var environment = Environment;
        environment[setting.Name] = setting.Value;
        return CliRun.OfProgramAsync(environment, args);
    }

    /// <summary>The events that were sent to an address, oldest first.</summary>
    internal IReadOnlyList<StubHttpHandler.Request> SentTo(string address) => [.. _subscriber.Requests.Where(request => request.Url.AbsoluteUri == address)];

    internal void AddSecret(string name, string json)
    {
        var secrets = JsonNode.Parse(SecretsText, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        secrets[name] = JsonNode.Parse(json);
        File.WriteAllText(SecretsFile, secrets.ToJsonString());
    }

    internal async Task<JsonElement> JsonAsync(params string[] args)
    {
        var run = await RunAsync([.. args, "--output", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonElement.Parse(run.Output);
    }

    internal JsonObject Secret(string name) => JsonNode.Parse(SecretsText)![name]!.AsObject();

    internal async Task<string> CreateWorkflowAsync(string json)
    {
        Files.Add("new-workflow.json", json);
        return (await JsonAsync("workflows", "create", Path.Combine(Files.Location, "new-workflow.json"))).GetProperty("id").GetString()!;
    }

    internal async Task<string> ExecuteAsync(string workflowId, JsonObject credential, string body)
    {
        var started = await PostAsync($"v2026/workflows/execute/external/{workflowId}", credential["id"]!.GetValue<string>(), credential["secret"]!.GetValue<string>(), body);
        return started.GetProperty("workflowExecutionId").GetString()!;
    }

    /// <summary>Makes a subscription as a person does it, not the program.</summary>
    /// <param name="http">More of its <c>httpConfig</c>.</param>
    /// <returns>Its id.</returns>
    internal async Task<string> SubscribeAsync(string trigger, string address, string http = "")
    {
        var body = $$"""{ "name": "By hand", "triggerId": "{{trigger}}", "type": "HTTP", "httpConfig": { "url": "{{address}}", "httpDispatchMode": "SYNC"{{http}} } }""";
        return (await PostAsync("v2026/trigger-subscriptions", "person", "s", body)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> PostAsync(string path, string clientId, string clientSecret, string body)
    {
        using var token = await _http.PostAsync(new Uri(Url, "oauth/token"), new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        }));
        var value = (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", value) },
        };
        using var answer = await _http.SendAsync(request);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal async Task SetFaultsAsync(string faults)
    {
        using var answer = await _http.PostAsync(new Uri(Url, "_simulator/faults"), new StringContent(faults, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }
}

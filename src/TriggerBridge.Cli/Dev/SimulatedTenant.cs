using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Cli.Dev;

/// <summary>Sets up in the simulator what the bridges name: for each its workflow, with the client that may start it.</summary>
internal sealed class SimulatedTenant(Uri simulator) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { BaseAddress = simulator };

    /// <summary>The reader's client, for the simulator's start: one that knows none takes any.</summary>
    public static async Task WriteReaderAsync(string file, IReadOnlyDictionary<string, SecretValue> secrets, CancellationToken cancellationToken)
    {
        var (id, secret) = ClientIn(secrets, DevServices.ReadCredential) ?? throw new CliException($"The secret '{DevServices.ReadCredential}' must be {{\"id\", \"secret\"}}.", ExitCode.Errors);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var written = new StreamWriter(file, options);
        await written.WriteAsync(new JsonArray(new JsonObject { ["id"] = id, ["secret"] = secret, ["kind"] = "personal" }).ToJsonString().AsMemory(), cancellationToken);
    }

    /// <exception cref="CliException">The simulator does not answer.</exception>
    public async Task SetUpAsync(IEnumerable<Bridge> bridges, IReadOnlyDictionary<string, SecretValue> secrets, CancellationToken cancellationToken)
    {
        foreach (var workflow in bridges.GroupBy(bridge => bridge.Workflow.Id, StringComparer.Ordinal))
        {
            var clients = workflow.Select(bridge => ClientIn(secrets, bridge.Workflow.Credential)).OfType<(string Id, string Secret)>().Distinct().ToList();
            foreach (var (id, secret) in clients)
                await PutAsync($"_simulator/clients/{Uri.EscapeDataString(id)}", new JsonObject { ["secret"] = secret, ["kind"] = "external" }, cancellationToken);
            var attributes = new JsonObject { ["name"] = workflow.First().Name };
            // In ISC a workflow has one client. While one tries, bridges may share a workflow and have a client each.
            if (clients is [var only]) attributes["clientId"] = only.Id;
            await PutAsync(
                $"_simulator/workflows/{Uri.EscapeDataString(workflow.Key)}",
                new JsonObject
                {
                    ["name"] = workflow.First().Name,
                    ["trigger"] = new JsonObject { ["type"] = "EXTERNAL", ["attributes"] = attributes },
                    ["definition"] = JsonNode.Parse("""{ "start": "End", "steps": { "End": { "type": "success" } } }"""),
                },
                cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PutAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _http.PutAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException fault)
        {
            throw new CliException($"The simulator does not take {path}: {fault.Message}.", ExitCode.Errors, fault);
        }
    }

    private static (string Id, string Secret)? ClientIn(IReadOnlyDictionary<string, SecretValue> secrets, string name) =>
        secrets.GetValueOrDefault(name) is { } text && ClientCredential.TryParse(text.Reveal(), out var client, out _) ? (client.Id, client.Secret) : null;
}

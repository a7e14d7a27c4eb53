using System.Security.Cryptography;
using System.Text.Json;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>A folder with a bridge file and a secrets file, as an operator would write them.</summary>
internal sealed class BridgeFolder : IDisposable
{
    public const string Bridge = "github-member-removed";
    public const string WorkflowId = "c17bea3a-574d-453c-9e04-4365fbf5af0b";
    public const string ExecutePath = "/v2026/workflows/execute/external/" + WorkflowId;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggerbridge-");

    /// <param name="more">More keys of the bridge file, each followed by a comma.</param>
    public BridgeFolder(string more = "")
    {
        Directory.CreateDirectory(Bridges);
        WriteBridge(Bridge, $$$"""
            {
              {{{more}}}
              "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
              "input": { "login.$": "$.membership.user.login", "note": "removed by {{$.sender.login}}" },
              "workflow": { "tenant": "acme", "id": "{{{WorkflowId}}}", "credential": "isc-member-removed" }
            }
            """);
        WriteSecrets();
    }

    public string Bridges => Path.Combine(_folder.FullName, "bridges");

    public string SecretsFile => Path.Combine(_folder.FullName, "secrets.json");

    /// <summary>A folder that outlives a restart of the table service.</summary>
    public string Disk => Directory.CreateDirectory(Path.Combine(_folder.FullName, "tables")).FullName;

    public string WebhookSecret { get; } = "canary-webhook-" + RandomNumberGenerator.GetHexString(24);

    public string ClientSecret { get; } = "canary-client/+" + RandomNumberGenerator.GetHexString(24);

    /// <summary>An operator's, with all roles.</summary>
    public string ApiKey { get; } = OperatorKeys.Create();

    public void WriteBridge(string name, string json) => File.WriteAllText(Path.Combine(Bridges, name + ".json"), json);

    private void WriteSecrets()
    {
        var client = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = "external-client", ["secret"] = ClientSecret, ["url"] = ExecutePath };
        var reader = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = "reading-client", ["secret"] = ClientSecret };
        var secrets = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["github-webhook-secret"] = WebhookSecret,
            ["isc-member-removed"] = client,
            ["isc-read"] = reader,
            ["api-keys"] = OperatorKeys.ListOf(ApiKey),
            ["triggerbridge-data-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };
        File.WriteAllText(SecretsFile, JsonSerializer.Serialize(secrets));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(SecretsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Auditing;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Auditing;

/// <summary>What tests of the audit do with an app.</summary>
internal static class AuditSteps
{
    public const string Pause = "/api/bridges/github/pause";
    public const string Why = """{ "reason": "the workflow is rebuilt" }""";

    /// <summary>All entries, newest first.</summary>
    public static async Task<JsonElement[]> AuditAsync(this TestApp app, string query = "") => [.. (await app.GetAsync("/api/audit?" + query)).GetProperty("items").EnumerateArray()];

    public static async Task<HttpStatusCode> StatusOfAsync(this TestApp app, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(request);
        return answer.StatusCode;
    }

    public static async Task<HttpStatusCode> PauseAsync(this TestApp app, string body = Why)
    {
        using var answer = await app.PostAsOperatorAsync(Pause, body);
        return answer.StatusCode;
    }

    public static async Task<bool> IsPausedAsync(this TestApp app) =>
        (await app.GetAsync("/api/status")).GetProperty("bridges").EnumerateArray().Single().GetProperty("pause").ValueKind == JsonValueKind.Object;

    public static string? Text(this JsonElement entry, string member) => entry.GetProperty(member).GetString();

    /// <summary>An action that was done, as if by somebody else.</summary>
    public static async Task DoneAsync(this TestApp app, string action = AuditActions.RunPoll, string actor = "ann", string bridge = "github")
    {
        var log = app.Get<AuditLog>();
        var who = new Operator(OperatorKind.Entra, "id of " + actor, actor, []);
        await log.EndAsync((await log.BeginAsync(new AuditedAction(who, "192.0.2.1", action) { Bridge = bridge }))!, AuditResult.Done, 202, 1);
    }

    /// <summary>Adds keys to the list, before the app has read it.</summary>
    public static async Task AddKeysAsync(this TestApp app, params ApiKeyEntry[] keys)
    {
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(app.SecretsFile))!.AsObject();
        var list = ApiKeyList.Of("operator", TestApp.Key);
        secrets["api-keys"] = JsonNode.Parse(new ApiKeyList { Keys = [.. list.Keys, .. keys] }.Write());
        await File.WriteAllTextAsync(app.SecretsFile, secrets.ToJsonString());
    }

    public static ApiKeyEntry Entry(string name, string key, DateTimeOffset? expires = null, params OperatorRole[] roles) =>
        new() { Name = name, Sha256 = ApiKey.HashOf(key), Roles = roles, Expires = expires };

    public static async Task<HttpStatusCode> AskAsync(this TestApp app, string key, string path = "/api/deliveries")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await app.Client.SendAsync(request);
        return answer.StatusCode;
    }
}

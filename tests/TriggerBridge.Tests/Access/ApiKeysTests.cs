using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using TriggerBridge.Functions.Access;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Access;

public sealed class ApiKeysTests
{
    private const string Deliveries = "/api/deliveries";

    private static readonly string Key = ApiKey.Create();
    private static readonly string Other = ApiKey.Create();

    [Fact]
    public async Task A_key_that_has_expired_is_refused_with_its_name()
    {
        await using var app = await TestApp.StartAsync();
        Write(app, Entry("ci", Key) with { Expires = Sample.Noon.AddHours(1) });
        app.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Key)).Status);

        app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((HttpStatusCode.Unauthorized, "The API key 'ci' has expired."), await AskAsync(app, Key));
    }

    [Fact]
    public async Task Two_keys_work_until_one_is_revoked()
    {
        await using var app = await TestApp.StartAsync();
        Write(app, Entry("old", Key), Entry("new", Other));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await AskAsync(app, Key)).Status, (await AskAsync(app, Other)).Status));

        Write(app, Entry("new", Other));
        app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((HttpStatusCode.Unauthorized, "The API key is unknown, or was revoked."), await AskAsync(app, Key));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Other)).Status);
    }

    [Fact]
    public async Task A_key_that_was_cut_off_is_told_from_one_that_is_unknown()
    {
        await using var app = await TestApp.StartAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, "The API key is not whole: it was cut off or mistyped."), await AskAsync(app, TestApp.Key[..^1]));
        Assert.Equal((HttpStatusCode.Unauthorized, "The API key is unknown, or was revoked."), await AskAsync(app, Key));
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_lets_nobody_through_and_says_so_in_the_log_once()
    {
        await using var app = await TestApp.StartAsync();
        WriteList(app, "no list");

        foreach (var key in new[] { TestApp.Key, Key, "no key" })
        {
            using var answer = await SendAsync(app, new("Bearer", key));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)), (answer.StatusCode, answer.Headers.RetryAfter!.Delta));
        }

        Assert.Equal(["The API keys in the secret 'api-keys': it is not valid JSON, or has a name twice"], app.Logs.At(LogLevel.Error));
        using var without = await SendAsync(app, proof: null);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_in_the_list_is_told_once_and_without_hashes()
    {
        await using var app = await TestApp.StartAsync();
        WriteList(app, new JsonObject { ["keys"] = new JsonArray(null, new JsonObject { ["name"] = "ci", ["sha256"] = "0123abcd", ["roles"] = new JsonArray() }, JsonNode.Parse(ApiKeyList.Of("good", Key).Write())!["keys"]![0]!.DeepClone()) }.ToJsonString());

        for (var i = 0; i < 3; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Key)).Status);
        }

        Assert.Equal(
            ["The API keys in the secret 'api-keys': keys[0] is no object: it is not used", "The API keys in the secret 'api-keys': keys[1] needs \"sha256\", 64 hex digits: it is not used"],
            app.Logs.At(LogLevel.Error));
        Assert.DoesNotContain(app.Logs.All, line => line.Contains("0123abcd", StringComparison.Ordinal) || line.Contains(ApiKey.HashOf(Key), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_without_the_role_is_told_which_one_it_needs()
    {
        await using var app = await TestApp.StartAsync();
        Write(app, Entry("reader", Key, OperatorRole.DeliveriesRead), Entry("nobody", Other));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Key)).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "This needs the role Bridges.Manage."), await AskAsync(app, Key, "/api/bridges/github/pair"));
        Write(app, Entry("nobody", Other) with { Roles = [] });
        app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((HttpStatusCode.Forbidden, "You have no role that may do this."), await AskAsync(app, Other, "/api/status"));
    }

    [Fact]
    public async Task Whoever_proves_nothing_is_told_how_and_a_wrong_proof_is_named_as_such()
    {
        await using var app = await TestApp.StartAsync();

        using var nothing = await SendAsync(app, proof: null);
        using var basic = await SendAsync(app, new("Basic", "YTpi"));
        using var wrong = await SendAsync(app, new("Bearer", Key));
        using var small = await SendAsync(app, new("bearer", TestApp.Key));

        Assert.Equal("Bearer realm=\"TriggerBridge\"", nothing.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer realm=\"TriggerBridge\"", basic.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer realm=\"TriggerBridge\", error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task Wrong_keys_from_one_address_are_slowed_and_the_right_one_is_not()
    {
        await using var app = await TestApp.StartAsync();
        for (var i = 0; i < WrongProofs.MostAMinute; i++) Assert.Equal(401, (await FromAsync(app, "192.0.2.1", Key)).Status);
        app.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal((429, "45"), await FromAsync(app, "192.0.2.1", Key));
        Assert.Equal((429, "45"), await FromAsync(app, "192.0.2.1", "no key"));
        Assert.Equal(200, (await FromAsync(app, "192.0.2.1", TestApp.Key)).Status);
        Assert.Equal(401, (await FromAsync(app, "192.0.2.9", Key)).Status);
        app.Time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(401, (await FromAsync(app, "192.0.2.1", Key)).Status);
    }

    private static ApiKeyEntry Entry(string name, string key, params OperatorRole[] roles) => new() { Name = name, Sha256 = ApiKey.HashOf(key), Roles = roles is [] ? OperatorRoles.All : roles };

    private static void Write(TestApp app, params ApiKeyEntry[] entries)
    {
        WriteList(app, new ApiKeyList { Keys = entries }.Write());
        app.Time.Advance(TimeSpan.FromSeconds(1));
    }

    // The file is read again when its stamp has changed: its length is another one each time.
    private static void WriteList(TestApp app, string list)
    {
        var secrets = JsonNode.Parse(File.ReadAllText(app.SecretsFile))!.AsObject();
        secrets["api-keys"] = list;
        secrets["more"] = $"{secrets["more"]}.";
        File.WriteAllText(app.SecretsFile, secrets.ToJsonString());
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, AuthenticationHeaderValue? proof, string path = Deliveries)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = proof;
        return await app.Client.SendAsync(request);
    }

    private static async Task<(HttpStatusCode Status, string? Detail)> AskAsync(TestApp app, string key, string path = Deliveries)
    {
        using var answer = await SendAsync(app, new("Bearer", key), path);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    private static async Task<(int Status, string? RetryAfter)> FromAsync(TestApp app, string address, string key)
    {
        var context = await app.Server.SendAsync(request =>
        {
            request.Connection.RemoteIpAddress = IPAddress.Parse(address);
            (request.Request.Method, request.Request.Path) = ("GET", Deliveries);
            request.Request.Headers.Authorization = "Bearer " + key;
        });
        return (context.Response.StatusCode, context.Response.Headers.RetryAfter);
    }
}

using System.Text;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>Several proofs of one request.</summary>
public sealed class CombinedProofTests
{
    private const string Secrets = """{ "old": "old secret", "new": "new secret", "token": "a token", "client": { "id": "external", "secret": "s" } }""";
    private const string Migrating = """{ "any": [{ "scheme": "github", "secret": "new" }, { "scheme": "header-key", "secret": "old", "header": "X-Old" }] }""";
    private const string Both = """{ "all": [{ "scheme": "bearer", "secret": "token" }, { "scheme": "hmac", "secret": "new" }], "deliveryId": "{{$.id}}" }""";
    private const string Body = """{"id":"7","text":"hello"}""";

    private static readonly string Signature = HmacSamples.Hex(System.Security.Cryptography.HMACSHA256.HashData("new secret"u8, Encoding.UTF8.GetBytes(Body)));

    [Fact]
    public async Task While_a_sender_migrates_either_proof_is_enough()
    {
        await using var app = await TestApp.StartForAsync(Migrating, Secrets);

        Assert.Equal(202, await SendAsync(app, ("X-Hub-Signature-256", "sha256=" + Signature), ("X-GitHub-Delivery", "1")));
        Assert.Equal(202, await SendAsync(app, ("X-Old", "old secret"), ("X-GitHub-Delivery", "2")));
        Assert.Equal(202, await SendAsync(app, ("X-Old", "wrong"), ("X-Hub-Signature-256", "sha256=" + Signature), ("X-GitHub-Delivery", "3")));
        Assert.Equal(401, await SendAsync(app, ("X-Old", "wrong"), ("X-GitHub-Delivery", "4")));
        Assert.Equal(401, await SendAsync(app, ("X-GitHub-Delivery", "5")));
    }

    [Fact]
    public async Task The_secret_of_one_proof_proves_no_other()
    {
        await using var app = await TestApp.StartForAsync("""{ "all": [{ "scheme": "bearer", "secret": "token" }, { "scheme": "header-key", "secret": "old", "header": "X-Key" }], "deliveryId": "{{$.id}}" }""", Secrets);

        Assert.Equal(401, await SendAsync(app, ("Authorization", "Bearer a token"), ("X-Key", "a token")));
        Assert.Equal(401, await SendAsync(app, ("Authorization", "Bearer old secret"), ("X-Key", "a token")));
        Assert.Equal(401, await SendAsync(app, ("Authorization", "Bearer a token")));
        Assert.Equal(202, await SendAsync(app, ("Authorization", "Bearer a token"), ("X-Key", "old secret")));
    }

    [Fact]
    public async Task Where_all_are_asked_for_each_must_be_there()
    {
        await using var app = await TestApp.StartForAsync(Both, Secrets);

        Assert.Equal(401, await SendAsync(app, ("Authorization", "Bearer a token")));
        Assert.Equal(401, await SendAsync(app, ("X-Signature", Signature)));
        Assert.Equal(401, await SendAsync(app, ("Authorization", "Bearer a token"), ("X-Signature", Signature[..^1] + "0")));
        Assert.Empty(app.Tenant.Inputs);
        Assert.Equal(202, await SendAsync(app, ("Authorization", "Bearer a token"), ("X-Signature", Signature)));
    }

    [Fact]
    public async Task Where_all_are_asked_for_and_a_secret_is_missing_the_bridge_is_closed()
    {
        await using var app = await TestApp.StartForAsync(Both, Secrets.Replace("\"token\"", "\"other\"", StringComparison.Ordinal));

        Assert.Equal(503, await SendAsync(app, ("Authorization", "Bearer a token"), ("X-Signature", Signature)));
    }

    [Fact]
    public async Task While_a_sender_migrates_one_of_the_secrets_may_be_missing()
    {
        await using var app = await TestApp.StartForAsync(Migrating, Secrets.Replace("\"old\":", "\"other\":", StringComparison.Ordinal));

        Assert.Equal(202, await SendAsync(app, ("X-Hub-Signature-256", "sha256=" + Signature), ("X-GitHub-Delivery", "1")));
        Assert.Equal(401, await SendAsync(app, ("X-Old", "old secret"), ("X-GitHub-Delivery", "2")));
    }

    [Fact]
    public async Task No_signature_or_secret_of_any_of_them_is_stored()
    {
        await using var app = await TestApp.StartForAsync(Migrating, Secrets, input: """{ "headers.$": "$$.headers" }""");

        await SendAsync(app, ("X-Old", "old secret"), ("X-Hub-Signature-256", "sha256=" + Signature), ("X-GitHub-Delivery", "1"));

        var headers = app.Tenant.Inputs.Single().GetProperty("headers");
        Assert.True(headers.TryGetProperty("x-github-delivery", out _));
        Assert.False(headers.TryGetProperty("x-old", out _));
        Assert.False(headers.TryGetProperty("x-hub-signature-256", out _));
    }

    [Theory]
    [InlineData("""{ "secret": "s" }""", "$.webhook.scheme: is missing: name the sender, or its proofs as all or any")]
    [InlineData("""{ "all": [{ "scheme": "bearer", "secret": "s" }], "deliveryId": "hash" }""", "$.webhook.all: expected 2 to 4 proofs")]
    [InlineData("""{ "any": [{ "scheme": "bearer", "secret": "s" }, { "scheme": "github" }], "deliveryId": "hash" }""", "$.webhook.any[1].secret: is missing: github proves itself by a secret")]
    [InlineData("""{ "any": [{ "scheme": "bearer", "secret": "s" }, { "scheme": "githup", "secret": "s" }], "deliveryId": "hash" }""", "$.webhook.any[1].scheme: 'githup' is not a scheme; did you mean 'github'?")]
    [InlineData("""{ "scheme": "github", "any": [{ "scheme": "bearer", "secret": "s" }, { "scheme": "github", "secret": "s" }], "deliveryId": "hash" }""", "$.webhook.scheme: stands in each proof of any, not beside it")]
    [InlineData("""{ "any": [{ "scheme": "bearer", "secret": "s" }, { "scheme": "github", "secret": "s", "tolerance": "00:01:00" }], "deliveryId": "hash" }""", "$.webhook.any[1].tolerance: belongs to other schemes: github knows its own, leave it out")]
    [InlineData("""{ "scheme": "mtls", "deliveryId": "hash" }""", "$.webhook.subject: is missing: name the certificates as thumbprints")]
    [InlineData("""{ "scheme": "mtls", "deliveryId": "hash", "thumbprints": "abc" }""", "$.webhook.thumbprints: expected the SHA-256 of a certificate")]
    [InlineData("""{ "scheme": "hmac", "secret": "s", "deliveryId": "hash", "member": "a" }""", "$.webhook.signed: is missing: the body holds the signature itself")]
    [InlineData("""{ "scheme": "hmac", "secret": "s", "deliveryId": "hash", "member": "a..b", "signed": "{$.c}" }""", "$.webhook.member: expected the names that lead to the signature")]
    [InlineData("""{ "scheme": "hmac", "secret": "s", "deliveryId": "hash", "member": "a", "header": "X", "signed": "{$.c}" }""", "$.webhook.member: the signature stands in a header, in the query or in the body")]
    public async Task What_is_wrong_is_said_at_its_place(string webhook, string expected)
    {
        await using var app = await TestApp.StartAsync();
        app.WriteBridgeFile("other.json", $$"""{ "webhook": {{webhook}}, "input": {}, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" } }""");
        await app.LookAtBridgesAsync();

        Assert.Contains(app.Logs.At(Microsoft.Extensions.Logging.LogLevel.Error), line => line.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Any_HMAC_of_a_body_can_be_described_by_its_members()
    {
        const string webhook = """{ "scheme": "hmac", "secret": "new", "deliveryId": "{{$.token}}", "member": "proof.mac", "signed": "{$.token}|{$.at}", "algorithm": "sha512", "encoding": "base64", "key": "sha256" }""";
        await using var app = await TestApp.StartForAsync(webhook, Secrets, input: """{ "event.$": "$" }""");
        var mac = Convert.ToBase64String(System.Security.Cryptography.HMACSHA512.HashData(System.Security.Cryptography.SHA256.HashData("new secret"u8), "t-1|5"u8));

        var (status, _, _, _) = await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes($$$"""{"token":"t-1","at":5,"proof":{"mac":"{{{mac}}}","by":"k1"}}"""));
        var (wrong, _, _, _) = await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes($$$"""{"token":"t-2","at":5,"proof":{"mac":"{{{mac}}}","by":"k1"}}"""));

        Assert.Equal((202, 401), (status, wrong));
        // The signature is taken out, as a secret is.
        Assert.Equal("""{"token":"t-1","at":5,"proof":{"by":"k1"}}""", app.Tenant.Inputs.Single().GetProperty("event").GetRawText());
    }

    private static async Task<int> SendAsync(TestApp app, params (string Name, string Value)[] headers) =>
        (await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes(Body), headers: headers)).Status;
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Certificates;

/// <summary>Callers that show a certificate while the connection is made.</summary>
public sealed class ClientCertificateTests
{
    private const string Platform = "TriggerBridge:ClientCertificates=Platform";
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly X509Certificate2 Client = SampleAuthority.Leaf(Key, "sender.example.com", SampleAuthority.Issuer, From, Until);

    private static string ByThumbprint => $$"""{ "scheme": "mtls", "thumbprints": "{{Client.GetCertHashString(HashAlgorithmName.SHA256)}}", "deliveryId": "{{"{{$.id}}"}}" }""";

    [Fact]
    public async Task Named_certificate_is_taken_and_any_other_refused()
    {
        await using var app = await TestApp.StartForAsync(ByThumbprint, settings: Platform);

        Assert.Equal(202, await SendAsync(app, Client));
        Assert.Equal(401, await SendAsync(app, SampleAuthority.Leaf(Key, "sender.example.com", SampleAuthority.Issuer, From, Until)));
        Assert.Equal(401, await SendAsync(app, "no certificate"));
        Assert.Equal(401, await SendAsync(app, Convert.ToBase64String(new byte[500])));
        Assert.Equal(401, await SendAsync(app, new string('A', 30_000)));
        Assert.Equal(401, await SendAsync(app, certificate: (string?)null));
    }

    [Fact]
    public async Task Header_for_which_nobody_vouches_proves_nothing()
    {
        await using var app = await TestApp.StartForAsync(ByThumbprint);
        await using var direct = await TestApp.StartForAsync(ByThumbprint, settings: "TriggerBridge:ClientCertificates=Connection");

        Assert.Equal((401, 401), (await SendAsync(app, Client), await SendAsync(direct, Client)));
        Assert.Empty(app.Tenant.Inputs);
    }

    [Theory]
    [InlineData("sender.example.com", null, 202)]
    [InlineData("CN=sender.example.com", null, 202)]
    [InlineData("sender.example.com", "Sample Issuer", 202)]
    [InlineData("sender.example.com", "Another Issuer", 401)]
    [InlineData("other.example.com", null, 401)]
    [InlineData("sender", null, 401)]
    public async Task Certificate_of_an_authority_is_taken_in_the_names_that_the_bridge_names(string subject, string? issuer, int expected)
    {
        await using var app = await StartForAuthorityAsync(subject, issuer);

        Assert.Equal(expected, await SendAsync(app, Client));
    }

    [Fact]
    public async Task Certificate_of_another_authority_is_refused_whatever_it_says()
    {
        await using var app = await StartForAuthorityAsync("sender.example.com", "Sample Issuer");
        var other = SampleAuthority.SelfSigned("Sample Issuer");

        Assert.Equal(401, await SendAsync(app, SampleAuthority.Leaf(Key, "sender.example.com", other, From, Until)));
        Assert.Equal(401, await SendAsync(app, SampleAuthority.SelfSigned("sender.example.com")));
    }

    [Fact]
    public async Task Certificate_out_of_its_time_is_refused()
    {
        await using var app = await StartForAuthorityAsync("sender.example.com", issuer: null);
        var now = app.Time.GetUtcNow();

        Assert.Equal(401, await SendAsync(app, SampleAuthority.Leaf(Key, "sender.example.com", SampleAuthority.Issuer, From, now.AddDays(-1))));
        Assert.Equal(401, await SendAsync(app, SampleAuthority.Leaf(Key, "sender.example.com", SampleAuthority.Issuer, now.AddDays(1), Until)));
    }

    [Fact]
    public async Task Together_with_a_token_both_must_be_there()
    {
        var webhook = $$"""{ "all": [{ "scheme": "bearer", "secret": "hook" }, {{ByThumbprint.Replace(""", "deliveryId": "{{$.id}}" """, "", StringComparison.Ordinal)}}], "deliveryId": "hash" }""";
        await using var app = await TestApp.StartForAsync(webhook, settings: Platform);

        Assert.Equal(401, await SendAsync(app, Client));
        Assert.Equal(401, await SendAsync(app, certificate: (string?)null, ("Authorization", "Bearer " + TestApp.Secret)));
        Assert.Equal(202, await SendAsync(app, Convert.ToBase64String(Client.RawData), ("Authorization", "Bearer " + TestApp.Secret)));
    }

    [Fact]
    public async Task Certificate_of_the_connection_itself_is_taken()
    {
        using var key = RSA.Create(2048);
        using var server = SampleAuthority.Leaf(key, "localhost", SampleAuthority.Issuer, From, Until).CopyWithPrivateKey(key);
        await using var app = await TestApp.StartOnKestrelAsync(listen => listen.UseHttps(server), "TriggerBridge:ClientCertificates=Connection");
        app.WriteBridgeFile("github.json", $$"""{ "webhook": {{ByThumbprint}}, "input": {}, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" } }""");
        await app.LookAtBridgesAsync();
        using var client = Client.CopyWithPrivateKey(Key);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (await PostAsync(app, client), await PostAsync(app, certificate: null)));
    }

    private static async Task<HttpStatusCode> PostAsync(TestApp app, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        using var http = new HttpClient(handler);
        using var content = new StringContent("""{"id":"7"}""", Encoding.UTF8, "application/json");
        // A header of the caller's own says the same, and counts for nothing.
        content.Headers.Add("X-ARR-ClientCert", Convert.ToBase64String(Client.RawData));
        using var answer = await http.PostAsync(new Uri($"https://localhost:{app.Port}/api/hooks/github"), content);
        return answer.StatusCode;
    }

    private static Task<TestApp> StartForAuthorityAsync(string subject, string? issuer)
    {
        var secrets = new JsonObject
        {
            ["authority"] = SampleAuthority.Certificates,
            ["client"] = new JsonObject { ["id"] = "external", ["secret"] = "s" },
        };
        var more = issuer is null ? "" : $", \"issuer\": \"{issuer}\"";
        return TestApp.StartForAsync($$"""{ "scheme": "mtls", "secret": "authority", "subject": "{{subject}}"{{more}}, "deliveryId": "{{"{{$.id}}"}}" }""", secrets.ToJsonString(), settings: Platform);
    }

    private static Task<int> SendAsync(TestApp app, X509Certificate2 certificate) => SendAsync(app, Convert.ToBase64String(certificate.RawData));

    private static async Task<int> SendAsync(TestApp app, string? certificate, params (string Name, string Value)[] headers) =>
        (await app.SendAsync(HttpMethod.Post, body: """{"id":"7"}"""u8.ToArray(), headers: [.. headers, .. certificate is null ? Array.Empty<(string, string)>() : [("X-ARR-ClientCert", certificate)]])).Status;
}

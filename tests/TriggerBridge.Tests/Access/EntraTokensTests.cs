using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Functions.Access;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Access;

/// <summary>Access tokens of an issuer that publishes a discovery document and keys, as Entra ID does.</summary>
public sealed class EntraTokensTests
{
    private const string Tenant = "0f5b7b2e-6c1d-4f0e-9d5a-3a1c8e2b4d6f";
    private const string Audience = "7d0c1d52-1a2b-4c3d-8e4f-5a6b7c8d9e0f";
    private const string Issuer = $"https://login.example.com/{Tenant}/v2.0";
    private const string KeysAt = $"https://login.example.com/{Tenant}/keys";
    private const string Deliveries = "/api/deliveries";

    private static string Key => SampleToken.Key("entra");

    private static string KeyId => (string)SampleToken.Jwk(Key)["kid"]!;

    [Fact]
    public async Task A_token_opens_what_its_roles_open()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good())).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "This needs the role Bridges.Manage."), await AskAsync(app, Good(), "/api/bridges/github/pair"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good(claims => claims["roles"] = new JsonArray("Bridges.Manage")), "/api/bridges/github/pair")).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "You have no role that may do this."), await AskAsync(app, Good(claims => claims.Remove("roles"))));
        Assert.Equal((HttpStatusCode.Forbidden, "You have no role that may do this."), await AskAsync(app, Good(claims => claims["roles"] = new JsonArray("Somebody.Else", "deliveries.read"))));
    }

    [Theory]
    [InlineData("{}", "Ann Operator")]
    [InlineData("""{ "name": null }""", "ann@example.com")]
    [InlineData("""{ "name": null, "preferred_username": null }""", "11111111-2222-3333-4444-555555555555")]
    [InlineData("""{ "name": "line\nbreak" }""", "linebreak")]
    public async Task Who_asks_is_named_as_the_token_says(string changes, string name)
    {
        await using var app = await StartAsync();
        var token = Good(claims =>
        {
            claims["roles"] = new JsonArray("Bridges.Manage");
            foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject()) claims[key] = value?.DeepClone();
            foreach (var gone in claims.Where(claim => claim.Value is null).Select(claim => claim.Key).ToList()) claims.Remove(gone);
        });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/bridges/github/pause") { Content = new StringContent("""{ "reason": "why" }""") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(name, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pause").GetProperty("by").GetString());
    }

    [Theory]
    [InlineData(Audience, Audience)]
    [InlineData(Audience, "api://" + Audience)]
    [InlineData("api://" + Audience, Audience)]
    [InlineData("api://" + Audience, "api://" + Audience)]
    public async Task The_audience_may_stand_in_either_form(string setting, string audience)
    {
        await using var app = await StartAsync(setting);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good(claims => claims["aud"] = audience))).Status);
    }

    public static TheoryData<string, string, string> WrongTokens()
    {
        var noon = SampleToken.Seconds(Sample.Noon);
        var impostor = SampleToken.Key("impostor");
        using var rsa = SampleToken.Rsa(Key);
        var publicKey = rsa.ExportSubjectPublicKeyInfoPem();
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256", ["kid"] = KeyId };
        return new TheoryData<string, string, string>
        {
            { "another audience", Good(claims => claims["aud"] = "00000003-0000-0000-c000-000000000000"), "it is for another audience than this app." },
            { "no audience", Good(claims => claims.Remove("aud")), "it is for another audience than this app." },
            { "another tenant", Good(claims => claims["iss"] = Issuer.Replace(Tenant, "99999999-2222-3333-4444-555555555555", StringComparison.Ordinal)), "it is of another issuer than this app's tenant, or of version 1.0." },
            { "version 1.0", Good(claims => claims["iss"] = $"https://sts.windows.net/{Tenant}/"), "it is of another issuer than this app's tenant, or of version 1.0." },
            { "expired", Good(claims => claims["exp"] = noon - 60), "it has expired." },
            { "not yet valid", Good(claims => claims["nbf"] = noon + 61), "it is not valid yet." },
            { "without an end", Good(claims => claims.Remove("exp")), "it cannot be read, or its signature does not fit." },
            { "alg none", SampleToken.Signed(new JsonObject { ["alg"] = "none" }, Claims(), _ => []), "it cannot be read, or its signature does not fit." },
            { "alg none, with the key's name", SampleToken.Signed(new JsonObject { ["alg"] = "none", ["kid"] = KeyId }, Claims(), _ => []), "it cannot be read, or its signature does not fit." },
            { "HS256 with the public key", SampleToken.Signed(header, Claims(), content => HMACSHA256.HashData(Encoding.UTF8.GetBytes(publicKey), content)), "it cannot be read, or its signature does not fit." },
            { "ES256", SampleToken.Es256(SampleToken.EllipticKey("elliptic"), Claims()), "it is signed with an unknown key." },
            { "an impostor's key by the right name", SampleToken.Rs256(impostor, Claims(), KeyId), "it cannot be read, or its signature does not fit." },
            { "an unknown key", SampleToken.Rs256(impostor, Claims()), "it is signed with an unknown key." },
            { "an ID token", Good(claims => claims.Remove("azp")), "it is no access token." },
            { "nobody", Good(claims => claims.Remove("oid")), "it has no \"oid\"." },
            { "cut off", Good()[..^4], "it cannot be read, or its signature does not fit." },
            { "changed", Changed(Good()), "it cannot be read, or its signature does not fit." },
            { "no token", "no-token", "it cannot be read, or its signature does not fit." },
            { "dots", "..", "it cannot be read, or its signature does not fit." },
        };
    }

    [Theory]
    [MemberData(nameof(WrongTokens))]
    public async Task A_wrong_token_is_refused(string kind, string token, string problem)
    {
        await using var app = await StartAsync();
        Assert.NotEmpty(kind);

        using var answer = await SendAsync(app, new("Bearer", token));

        Assert.Equal("Bearer realm=\"TriggerBridge\", error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal((HttpStatusCode.Unauthorized, "The access token is not valid: " + problem), await ReadAsync(answer));
        Assert.DoesNotContain(app.Logs.All, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_key_is_fetched_at_once_and_at_most_once_a_minute()
    {
        await using var app = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good())).Status);
        var rotated = SampleToken.Key("rotated");
        Publish(app, rotated);
        app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, SampleToken.Rs256(rotated, Claims()))).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "The access token is not valid: it is signed with an unknown key."), await AskAsync(app, Good()));
        var asked = app.Publisher.Asked.Count;
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(app, SampleToken.Rs256(SampleToken.Key("impostor"), Claims()))).Status);

        Assert.Equal((3, 3), (asked, app.Publisher.Asked.Count));
    }

    [Fact]
    public async Task While_its_issuer_was_never_reached_a_token_lets_nobody_through_and_keys_work()
    {
        await using var app = await StartAsync();
        app.Publisher.Documents.Clear();

        using (var answer = await SendAsync(app, new("Bearer", Good())))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)), (answer.StatusCode, answer.Headers.RetryAfter!.Delta));
            Assert.Equal("The keys of Entra ID cannot be read. API keys work.", (await ReadAsync(answer)).Detail);
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, TestApp.Key)).Status);
        Publish(app, Key);
        app.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good())).Status);
    }

    [Fact]
    public async Task Once_its_keys_are_known_the_issuer_may_be_away_for_a_day()
    {
        await using var app = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good())).Status);
        app.Publisher.Documents.Clear();
        var lasting = Good(claims => claims["exp"] = SampleToken.Seconds(Sample.Noon.AddDays(9)));

        app.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, lasting)).Status);
        app.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(app, lasting)).Status);
    }

    [Theory]
    [InlineData("https://login.example.com/other/v2.0", KeysAt)]
    [InlineData(Issuer, "https://keys.example.com/keys")]
    [InlineData(Issuer, "http://login.example.com/keys")]
    [InlineData(Issuer, "no address")]
    public async Task A_discovery_document_counts_only_as_its_issuers_own(string issuer, string keysAt)
    {
        await using var app = await StartAsync();
        Publish(app, Key, issuer, keysAt);
        if (Uri.IsWellFormedUriString(keysAt, UriKind.Absolute)) app.Publisher.Documents[keysAt] = SampleToken.Jwks(Key);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(app, Good())).Status);
    }

    [Fact]
    public async Task Wrong_tokens_are_slowed_as_wrong_keys_are()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < WrongProofs.MostAMinute; i++) await AskAsync(app, i % 2 == 0 ? "no token" : ApiKey.Create());

        Assert.Equal((HttpStatusCode.TooManyRequests, "Too many wrong keys and tokens came from your address."), await AskAsync(app, "no token"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, Good())).Status);
    }

    [Fact]
    public async Task Without_its_settings_no_token_is_taken_and_nobody_is_asked_for_keys()
    {
        await using var app = await TestApp.StartAsync();
        Publish(app, Key);

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(app, Good())).Status);
        Assert.Empty(app.Publisher.Asked);
    }

    [Theory]
    [InlineData(null, null, null, true, null)]
    [InlineData("", "", "", true, null)]
    [InlineData(Tenant, Audience, null, false, null)]
    [InlineData(Tenant, null, null, false, "Audience is not set")]
    [InlineData(null, Audience, null, false, "TenantId is not set")]
    [InlineData("common", Audience, null, false, "TenantId must be the tenant's id")]
    [InlineData(Tenant, Audience, "https://login.microsoftonline.us/x/v2.0", false, null)]
    [InlineData(Tenant, Audience, "http://login.example.com/x", true, "Authority must be an https address")]
    [InlineData(Tenant, Audience, "http://127.0.0.1:8080/x", true, null)]
    [InlineData(Tenant, Audience, "http://127.0.0.1:8080/x", false, "Authority must be an https address")]
    [InlineData(Tenant, Audience, "https://login.example.com/x?y=z", false, "Authority must be an https address")]
    [InlineData(Tenant, Audience, "login.example.com", false, "Authority must be an https address")]
    public void Settings_that_do_not_go_together_end_the_start(string? tenant, string? audience, string? authority, bool isDevelopment, string? problem)
    {
        var options = new AccessOptions { Entra = new EntraSettings { TenantId = tenant, Audience = audience, Authority = authority } };

        var result = new AccessOptionsValidator(isDevelopment).Validate(name: null, options);

        if (problem is null) Assert.True(result.Succeeded, result.FailureMessage);
        else Assert.Contains(problem, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void The_usual_issuer_is_the_tenant_in_the_global_cloud() =>
        Assert.Equal($"https://login.microsoftonline.com/{Tenant}/v2.0", new EntraSettings { TenantId = Tenant, Audience = Audience }.Issuer.AbsoluteUri);

    private static async Task<TestApp> StartAsync(string audience = Audience)
    {
        var app = await TestApp.StartAsync(settings: [$"TriggerBridge:Entra:TenantId={Tenant}", $"TriggerBridge:Entra:Audience={audience}", $"TriggerBridge:Entra:Authority={Issuer}"]);
        Publish(app, Key);
        return app;
    }

    private static void Publish(TestApp app, string key, string issuer = Issuer, string keysAt = KeysAt)
    {
        app.Publisher.Documents[Issuer + "/.well-known/openid-configuration"] = Encoding.UTF8.GetBytes(new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = keysAt }.ToJsonString());
        app.Publisher.Documents[KeysAt] = SampleToken.Jwks(key);
    }

    private static JsonObject Claims() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["nbf"] = SampleToken.Seconds(Sample.Noon.AddMinutes(-5)),
        ["exp"] = SampleToken.Seconds(Sample.Noon.AddHours(1)),
        ["oid"] = "aaaaaaaa-2222-3333-4444-555555555555",
        ["azp"] = "11111111-2222-3333-4444-555555555555",
        ["name"] = "Ann Operator",
        ["preferred_username"] = "ann@example.com",
        ["roles"] = new JsonArray("Deliveries.Read"),
    };

    private static string Good(Action<JsonObject>? change = null)
    {
        var claims = Claims();
        change?.Invoke(claims);
        return SampleToken.Rs256(Key, claims);
    }

    // Another role, under the same signature.
    private static string Changed(string token)
    {
        var claims = Claims();
        claims["roles"] = new JsonArray("Bridges.Manage");
        var parts = token.Split('.');
        return $"{parts[0]}.{SampleToken.Text(claims)}.{parts[2]}";
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, AuthenticationHeaderValue proof, string path = Deliveries)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = proof;
        return await app.Client.SendAsync(request);
    }

    private static async Task<(HttpStatusCode Status, string? Detail)> AskAsync(TestApp app, string token, string path = Deliveries)
    {
        using var answer = await SendAsync(app, new("Bearer", token), path);
        return await ReadAsync(answer);
    }

    private static async Task<(HttpStatusCode Status, string? Detail)> ReadAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
}

using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Tokens that others' libraries make and accept: jose's, which has nothing of .NET's, Atlassian's and Google's own.</summary>
public sealed class SdkTokenTests
{
    private const string Address = "https://hooks.example.com/api/hooks/leavers";
    private const string GoogleKeys = "https://www.googleapis.com/oauth2/v3/certs";
    private const string Secret = "schlüssel und schloß, lang genug für jede Prüfung von jose";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"7","name":"Zoë 🦊"}""");

    private static readonly JsonObject OfGoogle = TokenSamples.Lasting(
        SenderSample.Now, ("iss", "https://accounts.google.com"), ("aud", Address), ("email", "push@example.iam.gserviceaccount.com"), ("email_verified", true), ("sub", "1"));

    private static readonly JsonObject OfSender = TokenSamples.Lasting(SenderSample.Now, ("iss", "https://login.example.com"), ("aud", Address), ("sub", "sender"));

    [SignersFact]
    public async Task Joses_tokens_by_a_secret_are_verified()
    {
        var netlify = new JsonObject { ["iss"] = "netlify", ["sha256"] = TokenSamples.Hash(Body) };
        var made = await SenderLibraries.RunAsync([Token("HS256", TokenSamples.Lasting(SenderSample.Now, ("aud", Address)), Secret), Token("HS256", netlify, Secret), .. TokenAlgorithm.OfSecrets.Select(each => Token(each, OfSender, Secret))]);

        AssertVerified("monday", new() { Token = new() { Audiences = [Address] } }, Post(("authorization", made[0]["token"])), Secret);
        var signed = Post(("x-webhook-signature", made[1]["token"]));
        AssertVerified("netlify", null, signed, Secret);
        Assert.IsType<VerificationResult.Failed>(Verify("netlify", null, signed with { Body = Encoding.UTF8.GetBytes("{}") }, Secret));
        Assert.All(TokenAlgorithm.OfSecrets.Index(), each =>
            AssertVerified("jwt", new() { Token = new() { Algorithms = [each.Item] } }, Bearer(made[2 + each.Index]["token"]), Secret));
    }

    [SignersFact]
    public async Task Joses_tokens_by_published_keys_are_verified()
    {
        var made = await SenderLibraries.RunAsync([.. TokenAlgorithm.OfPublishedKeys.Select(each => Token(each, OfSender))]);

        Assert.All(TokenAlgorithm.OfPublishedKeys.Index(), each =>
        {
            var options = new SchemeOptions
            {
                Token = new() { Keys = new Uri(TokenSamples.KeysAt), Algorithms = [each.Item], Issuers = ["https://login.example.com"], Audiences = [Address], Callers = ["sender"] },
            };
            var (request, keys) = (Bearer(made[each.Index]["token"]), made[each.Index]["keys"]);
            Assert.True(Verify("jwt", options, request, keys: (TokenSamples.KeysAt, keys)) is VerificationResult.Verified, each.Item);
            var another = made[(each.Index + 3) % made.Count]["keys"];
            Assert.True(Verify("jwt", options, request, keys: (TokenSamples.KeysAt, another)) is VerificationResult.Failed, each.Item);
        });
    }

    [SignersFact]
    public async Task A_token_that_Googles_library_accepts_is_verified()
    {
        var made = Assert.Single(await SenderLibraries.RunAsync(new JsonObject { ["scheme"] = "google-pubsub", ["claims"] = OfGoogle.DeepClone(), ["time"] = SenderSample.Now.ToUnixTimeSeconds() }));
        var (request, keys) = (Bearer(made["token"]), (GoogleKeys, made["keys"]));

        Assert.IsType<VerificationResult.Verified>(Verify("google-pubsub", OfCaller("push@example.iam.gserviceaccount.com"), request, keys: keys));
        // Google's library would take it for anybody's.
        Assert.IsType<VerificationResult.Failed>(Verify("google-pubsub", OfCaller("another@example.iam.gserviceaccount.com"), request, keys: keys));

        static SchemeOptions OfCaller(string email) => new() { Token = new() { Audiences = [Address], Callers = [email] } };
    }

    /// <summary>What the address is, and what the path in it is relative to.</summary>
    public static TheoryData<string, string> AtlassianAddresses { get; } = new()
    {
        { "", "" },
        { "/", "" },
        { "?", "" },
        { "?a=1&b=2", "" },
        { "?b=2&a=1&b=10&b=1&c", "" },
        { "?a=%20+%2B%7E*!'()&%C3%A4=%F0%9F%A6%8A", "" },
        { "?A=1&a=2&%41=3&_=4&a%2Cb=5%2C6", "" },
        { "?jwt=other&a=%26%3D%2F", "" },
        { "?a=b=c&&d==", "" },
        { "&x?y=1", "" },
        { "/%7Bid%7D/?a=1", "/api" },
        { "", "/api/hooks/" },
        { "/sub", "/api/hooks/leavers" },
    };

    [SignersTheory]
    [MemberData(nameof(AtlassianAddresses))]
    public async Task Atlassians_library_signs_the_address(string rest, string basePath)
    {
        var (url, below) = (Address + rest, basePath.Length > 0 ? "https://hooks.example.com" + basePath : null);
        var made = Assert.Single(await SenderLibraries.RunAsync(new JsonObject
        {
            ["scheme"] = "atlassian-connect",
            ["secret"] = Secret,
            ["url"] = url,
            ["baseUrl"] = below,
            ["claims"] = TokenSamples.Lasting(SenderSample.Now, ("iss", "client")),
        }));
        var options = new SchemeOptions { Token = new() { Issuers = ["client"], BaseUrl = below is null ? null : new Uri(below) } };
        var request = Post(("authorization", made["authorization"])) with { Url = url };

        AssertVerified("atlassian-connect", options, request, Secret);
        Assert.IsType<VerificationResult.Failed>(Verify("atlassian-connect", options, request with { Url = url + (rest.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "z=1" }, Secret));
        Assert.IsType<VerificationResult.Failed>(Verify("atlassian-connect", options, request with { Method = "PUT" }, Secret));
    }

    private static JsonObject Token(string algorithm, JsonObject claims, string? secret = null)
    {
        var request = new JsonObject { ["scheme"] = "token", ["algorithm"] = algorithm, ["claims"] = claims.DeepClone() };
        if (secret is not null) request["secret"] = secret;
        return request;
    }

    private static WebhookRequest Post(params (string Name, string Value)[] headers) => SenderSample.Post(Body, headers) with { Url = Address };

    private static WebhookRequest Bearer(string token) => Post(("authorization", "Bearer " + token));

    private static void AssertVerified(string scheme, SchemeOptions? options, WebhookRequest request, string secret)
    {
        Assert.True(Verify(scheme, options, request, secret) is VerificationResult.Verified, scheme);
        Assert.True(Verify(scheme, options, request, "another") is VerificationResult.Failed, scheme);
    }

    private static VerificationResult Verify(string scheme, SchemeOptions? options, WebhookRequest request, string? secret = null, (string At, string Text)? keys = null)
    {
        var documents = keys is { } published ? new Dictionary<string, byte[]>(StringComparer.Ordinal) { [published.At] = Encoding.UTF8.GetBytes(published.Text) } : null;
        return WebhookSchemes.Create(scheme, options).Verify(request, secret is null ? [] : [new SecretValue(secret)], SenderSample.Now, SamplePublisher.Of(documents));
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Published;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>One sender with a published key, and its tokens.</summary>
internal sealed class TokenFixture : IPublishedDocuments
{
    public const string KeysAt = "https://login.example.com/keys";

    public static readonly DateTimeOffset Now = SenderSample.Now;
    public static readonly string Key = SampleToken.Key("sender");

    public Dictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal) { [KeysAt] = SampleToken.Jwks(Key) };

    public List<(Uri Address, bool Again)> Asked { get; } = [];

    public Action? OnAgain { get; set; }

    public static TokenSpec Spec() => new()
    {
        Algorithms = ["RS256"],
        Keys = new Uri(KeysAt),
        Rules = [[ClaimRule.Issuer("https://login.example.com"), ClaimRule.Audience("bridge"), ClaimRule.Caller("sub", "sender"), ClaimRule.Of("role", "sender", "admin")]],
    };

    public static JsonObject Claims() => TokenSamples.Lasting(Now, ("iss", "https://login.example.com"), ("aud", "bridge"), ("sub", "sender"), ("role", "sender"));

    public static string Good() => SampleToken.Rs256(Key, Claims());

    public static string OfText(string header, string payload)
    {
        using var rsa = SampleToken.Rsa(Key);
        var content = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{content}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static WebhookRequest Request(string authorization) => Requests.Post("{}", ("authorization", authorization));

    /// <returns>Null where it is verified.</returns>
    public VerificationFailure? Verify(string token) => FailureOf(Spec(), token);

    public VerificationFailure? FailureOf(TokenSpec spec, string token, params string[] secrets) => FailureOf(spec, Request("Bearer " + token), secrets);

    public VerificationFailure? FailureOf(TokenSpec spec, WebhookRequest request, params string[] secrets) => Result(spec, request, secrets) switch
    {
        VerificationResult.Verified => null,
        VerificationResult.Failed failed => failed.Reason,
        var other => throw new InvalidOperationException(other.ToString()),
    };

    public VerificationResult Result(TokenSpec spec, WebhookRequest request, params string[] secrets) =>
        new WebhookScheme { Name = "jwt", Verifier = new TokenProof(spec) }.Verify(request, [.. secrets.Select(secret => new SecretValue(secret))], Now, this);

    public ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
        where T : class
    {
        Asked.Add((address, again));
        if (again) OnAgain?.Invoke();
        return new(Documents.TryGetValue(address.AbsoluteUri, out var document) ? read(document) : null);
    }
}

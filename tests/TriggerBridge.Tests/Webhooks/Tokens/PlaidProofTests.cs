using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>Plaid gives the key of a webhook to its customer, who asks for it by name.</summary>
public sealed class PlaidProofTests
{
    private const string Header = "plaid-verification";
    private const string Body = """{"webhook_type":"ITEM","webhook_code":"ERROR"}""";

    private static readonly SenderSample Plaid = TokenSamples.All.First(sample => sample.Scheme == "plaid");
    private static readonly string Key = SampleToken.EllipticKey("sender");

    private readonly SamplePublisher _publisher = SamplePublisher.Of(null, TokenSamples.PlaidsKey);

    [Fact]
    public void Good_token_is_verified() => Assert.Null(FailureOf(Token()));

    [Theory]
    [InlineData(-300, null)]
    [InlineData(-301, VerificationFailure.Stale)]
    [InlineData(300, null)]
    [InlineData(301, VerificationFailure.Stale)]
    public void It_is_good_for_five_minutes(int seconds, VerificationFailure? expected) => Assert.Equal(expected, FailureOf(Token(iat: SenderSample.Now.ToUnixTimeSeconds() + seconds)));

    [Theory]
    [InlineData("null")]
    [InlineData("\"1780315200\"")]
    [InlineData("true")]
    public void Without_its_time_it_is_none(string time) => Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(Token(iat: JsonNode.Parse(time))));

    [Fact]
    public void Of_another_body_it_is_refused_and_Plaid_is_not_asked()
    {
        var token = SampleToken.Es256(Key, Claims(SenderSample.Now.ToUnixTimeSeconds(), TokenSamples.Hash("{}"u8)));

        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(token));
        Assert.Empty(_publisher.Asked);
    }

    [Theory]
    [InlineData("none", "sender")]
    [InlineData("HS256", "sender")]
    [InlineData("ES384", "sender")]
    [InlineData("ES256", null)]
    [InlineData("ES256", "")]
    [InlineData("ES256", "../secret")]
    [InlineData("ES256", "a b")]
    [InlineData("ES256", "a\n")]
    [InlineData("ES256", 65)]
    public void Plaid_is_asked_for_nothing_but_a_key_of_its_own_kind(string algorithm, object? keyId)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = keyId is int length ? new string('a', length) : (string?)keyId };
        if (keyId is null) header.Remove("kid");
        using var elliptic = SampleToken.Elliptic(Key);

        var token = SampleToken.Signed(header, Claims(SenderSample.Now.ToUnixTimeSeconds()), content => elliptic.SignData(content, HashAlgorithmName.SHA256));

        Assert.Equal(VerificationFailure.MalformedSignature, FailureOf(token));
        Assert.Empty(_publisher.Asked);
    }

    [Theory]
    [InlineData("plaid", "https://production.plaid.com/webhook_verification_key/get")]
    [InlineData("plaid-sandbox", "https://sandbox.plaid.com/webhook_verification_key/get")]
    public void Its_client_is_shown_to_Plaid_alone(string scheme, string address)
    {
        JsonNode? asked = null;
        _publisher.Answers = question =>
        {
            asked = JsonNode.Parse(question.Span);
            return TokenSamples.PlaidsKey(question);
        };

        Assert.Null(FailureOf(Token(), scheme));

        Assert.Equal(address, Assert.Single(_publisher.Asked).AbsoluteUri);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["client_id"] = "one", ["secret"] = "s1", ["key_id"] = (string?)SampleToken.Jwk(Key)["kid"] }, asked));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"key":null}""")]
    [InlineData("""{"key":[]}""")]
    [InlineData("""{"keys":[]}""")]
    public void What_is_no_answer_says_nothing_of_the_sender(string answer)
    {
        _publisher.Answers = _ => Encoding.UTF8.GetBytes(answer);

        Assert.IsType<VerificationResult.Unavailable>(Verify(Token()));
    }

    [Theory]
    [InlineData("""{"key":{}}""")]
    [InlineData("""{"key":{"kty":"oct","k":"a2V5"}}""")]
    [InlineData("""{"key":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}""")]
    public void What_is_no_key_has_signed_nothing(string answer)
    {
        _publisher.Answers = _ => Encoding.UTF8.GetBytes(answer);

        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(Token()));
    }

    [Fact]
    public void Key_that_has_expired_or_is_another_has_signed_nothing()
    {
        _publisher.Answers = _ => AnswerOf(SampleToken.Jwk(Key), expiredAt: 1780315100);
        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(Token()));
        _publisher.Answers = _ => AnswerOf(SampleToken.Jwk(SampleToken.EllipticKey("another")), expiredAt: null);
        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(Token()));
        _publisher.Answers = _ => AnswerOf(SampleToken.Jwk(Key), expiredAt: null);
        Assert.Null(FailureOf(Token()));
    }

    [Theory]
    [InlineData("s1")]
    [InlineData("{}")]
    [InlineData("""{"client_id":"one"}""")]
    [InlineData("""{"client_id":"","secret":"s1"}""")]
    public void A_secret_that_is_no_client_proves_nothing(string secret)
    {
        Assert.Equal(VerificationFailure.WrongSignature, FailureOf(Token(), secrets: secret));
        Assert.Empty(_publisher.Asked);
    }

    [Fact]
    public void While_the_client_is_rotated_either_may_ask()
    {
        Assert.Null(FailureOf(Token(), secrets: [Plaid.OtherSecret, Plaid.Secret]));
        Assert.Null(FailureOf(Token(), secrets: [Plaid.Secret, Plaid.OtherSecret]));
    }

    [Fact]
    public async Task Through_the_whole_app_its_key_is_asked_for_once_and_equal_events_are_two()
    {
        await using var app = await SenderApp.StartForAsync(Plaid);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(202, (await app.SendAsync(Plaid.Good(Body))).Status);
            app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(app.Publisher.Asked);
        Assert.Equal(3, (await app.DeliveriesAsync()).Count);
        Assert.DoesNotContain(app.Logs.All, line => line.Contains("\"s1\"", StringComparison.Ordinal));
        Assert.Equal(401, (await app.SendAsync(Plaid.Sign(Plaid.OtherSecret, Body, SenderSample.Now))).Status);
    }

    [Fact]
    public async Task While_Plaid_does_not_answer_it_must_repeat()
    {
        await using var app = await SenderApp.StartForAsync(Plaid);
        app.Publisher.Answers = null;

        Assert.Equal(503, (await app.SendAsync(Plaid.Good(Body))).Status);
        Assert.Empty(await app.DeliveriesAsync());
        app.Publisher.Answers = TokenSamples.PlaidsKey;
        app.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(202, (await app.SendAsync(Plaid.Good(Body))).Status);
    }

    [Fact]
    public async Task Anybody_can_make_the_app_ask_a_few_times_a_minute_only()
    {
        await using var app = await SenderApp.StartForAsync(Plaid);
        Assert.Equal(202, (await app.SendAsync(Plaid.Good(Body))).Status);
        using var elliptic = SampleToken.Elliptic(Key);
        app.Publisher.Answers = null;

        for (var i = 0; i < 100; i++)
        {
            var token = SampleToken.Signed(new JsonObject { ["alg"] = "ES256", ["kid"] = $"key-{i}" }, Claims(SenderSample.Now.ToUnixTimeSeconds()), content => elliptic.SignData(content, HashAlgorithmName.SHA256));
            Assert.Equal(503, (await app.SendAsync(Requests.Post(Body, (Header, token)))).Status);
        }

        Assert.Equal(30, app.Publisher.Asked.Count);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(202, (await app.SendAsync(Plaid.Good(Body))).Status);
    }

    private static JsonObject Claims(JsonNode? iat, string? hash = null) => new() { ["iat"] = iat, ["request_body_sha256"] = hash ?? TokenSamples.Hash(Encoding.UTF8.GetBytes(Body)) };

    private static string Token(JsonNode? iat) => SampleToken.Es256(Key, Claims(iat));

    private static string Token() => Token(SenderSample.Now.ToUnixTimeSeconds());

    private static byte[] AnswerOf(JsonObject key, long? expiredAt)
    {
        key["expired_at"] = expiredAt;
        return Encoding.UTF8.GetBytes(new JsonObject { ["key"] = key }.ToJsonString());
    }

    private VerificationFailure? FailureOf(string token, string scheme = "plaid", params string[] secrets) => Verify(token, scheme, secrets) switch
    {
        VerificationResult.Verified => null,
        VerificationResult.Failed failed => failed.Reason,
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private VerificationResult Verify(string token, string scheme = "plaid", params string[] secrets) => WebhookSchemes.Create(scheme).Verify(
        Requests.Post(Body, (Header, token)), [.. (secrets is [] ? [Plaid.Secret] : secrets).Select(secret => new SecretValue(secret))], SenderSample.Now, _publisher);
}

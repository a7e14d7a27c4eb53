using System.Text.Json.Nodes;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using static TriggerBridge.Tests.Webhooks.Tokens.TokenFixture;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>What a signed token must say.</summary>
public sealed class TokenClaimsTests
{
    private readonly TokenFixture _sender = new();

    [Theory]
    [InlineData("iss", "https://evil.example.com")]
    [InlineData("iss", "https://login.example.com/")]
    [InlineData("iss", null)]
    [InlineData("aud", "another")]
    [InlineData("aud", "Bridge")]
    [InlineData("aud", null)]
    [InlineData("sub", "another")]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("role", "reader")]
    [InlineData("role", null)]
    public void Token_for_or_of_somebody_else_is_refused(string claim, string? value) =>
        Assert.Equal(VerificationFailure.WrongSender, _sender.Verify(SampleToken.Rs256(Key, TokenSamples.With(Claims(), claim, value))));

    [Theory]
    [InlineData("iss", """["https://login.example.com"]""", VerificationFailure.WrongSender)]
    [InlineData("sub", """["sender"]""", VerificationFailure.WrongSender)]
    [InlineData("sub", """{"sender":"sender"}""", VerificationFailure.WrongSender)]
    [InlineData("aud", """["other","bridge"]""", null)]
    [InlineData("aud", """[["bridge"]]""", VerificationFailure.WrongSender)]
    [InlineData("aud", "[]", VerificationFailure.WrongSender)]
    [InlineData("role", """["reader","sender"]""", null)]
    [InlineData("role", "true", VerificationFailure.WrongSender)]
    public void A_list_passes_only_where_there_may_be_one(string claim, string json, VerificationFailure? expected) =>
        Assert.Equal(expected, _sender.Verify(SampleToken.Rs256(Key, TokenSamples.With(Claims(), claim, JsonNode.Parse(json)))));

    [Theory]
    [InlineData("exp", -300, null)]
    [InlineData("exp", -301, VerificationFailure.Stale)]
    [InlineData("nbf", 300, null)]
    [InlineData("nbf", 301, VerificationFailure.Stale)]
    [InlineData("iat", 300, null)]
    [InlineData("iat", 301, VerificationFailure.Stale)]
    [InlineData("iat", -100000, null)]
    public void Times_may_be_off_by_five_minutes(string claim, int seconds, VerificationFailure? expected) =>
        Assert.Equal(expected, _sender.Verify(SampleToken.Rs256(Key, TokenSamples.With(Claims(), claim, Now.ToUnixTimeSeconds() + seconds))));

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "\"1780000000\"")]
    [InlineData("exp", "true")]
    [InlineData("exp", "1e999")]
    [InlineData("exp", "[]")]
    [InlineData("nbf", "{}")]
    [InlineData("iat", "\"soon\"")]
    public void What_is_no_time_is_refused(string claim, string? json)
    {
        var payload = TokenSamples.With(Claims(), claim, null).ToJsonString();
        if (json is not null) payload = payload[..^1] + $",\"{claim}\":{json}}}";

        Assert.Equal(VerificationFailure.MalformedSignature, _sender.Verify(OfText($$"""{"alg":"RS256"}""", payload)));
    }

    [Fact]
    public void A_sender_that_writes_no_expiry_needs_none()
    {
        var spec = Spec() with { Expires = false };

        Assert.Null(_sender.FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "exp", null))));
        Assert.Equal(VerificationFailure.Stale, _sender.FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "exp", 1))));
    }

    [Fact]
    public void The_body_must_be_the_one_that_was_signed()
    {
        var spec = Spec() with { BodyHash = "hash" };
        var good = TokenSamples.With(Claims(), "hash", TokenSamples.Hash("{}"u8));

        Assert.Null(_sender.FailureOf(spec, SampleToken.Rs256(Key, good)));
        Assert.Null(_sender.FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "hash", TokenSamples.Hash("{}"u8).ToUpperInvariant()))));
        Assert.All(
            [null, "", JsonValue.Create(TokenSamples.Hash("{ }"u8)), JsonValue.Create(7), new JsonArray(TokenSamples.Hash("{}"u8)), JsonValue.Create(TokenSamples.Hash("{}"u8)[..^1])],
            (JsonNode? hash) => Assert.Equal(VerificationFailure.WrongSignature, _sender.FailureOf(spec, SampleToken.Rs256(Key, TokenSamples.With(Claims(), "hash", hash)))));
    }

    [Theory]
    [InlineData("ver", "1.0")]
    [InlineData("ver", "3.0")]
    [InlineData("ver", null)]
    [InlineData("azp", null)]
    [InlineData("azp", "11111111-1111-1111-1111-111111111111")]
    [InlineData("tid", "11111111-1111-1111-1111-111111111111")]
    [InlineData("iss", "https://sts.windows.net/" + TokenSamples.Tenant + "/")]
    [InlineData("iss", "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0")]
    public void Token_of_Entra_is_wholly_of_one_version_of_this_tenant_and_of_this_caller(string claim, string? value)
    {
        var sender = TokenSamples.All.First(sample => sample.Scheme == "event-grid-entra");
        var claims = TokenSamples.With(TokenSamples.Version2(Now, "4962773b-9cdb-44cf-a8bf-237846a00ab7"), claim, value);
        // What the other version has is no help.
        claims["appid"] = claim == "azp" ? "4962773b-9cdb-44cf-a8bf-237846a00ab7" : null;

        var result = sender.Verify(Request("Bearer " + SampleToken.Rs256(Key, claims)));

        Assert.Equal(VerificationResult.Failed.WrongSender, result);
    }
}

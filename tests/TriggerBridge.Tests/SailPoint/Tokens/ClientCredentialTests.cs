using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Tests.SailPoint.Tokens;

public sealed class ClientCredentialTests
{
    [Theory]
    [InlineData("""{"id":"i","secret":"s","url":"/beta/x"}""", "/beta/x")]
    [InlineData("""{"id":"i","secret":"s","url":null}""", null)]
    [InlineData("""{"id":"i","secret":"s","url":""}""", null)]
    [InlineData("""{"created":"2026","id":"i","scope":["x"],"secret":"s"}""", null)]
    public void Stored_json_is_read_and_unknown_keys_are_ignored(string json, string? url)
    {
        Assert.True(ClientCredential.TryParse(json, out var credential, out var problem));

        Assert.Equal(new ClientCredential { Id = "i", Secret = "s", Url = url }, credential);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("sesame", "not JSON")]
    [InlineData("", "not JSON")]
    [InlineData("""{"id":"i","secret":"sesame" """, "not JSON")]
    [InlineData("\"sesame\"", "not a JSON object")]
    [InlineData("""["sesame"]""", "not a JSON object")]
    [InlineData("""{"secret":"sesame"}""", "'id'")]
    [InlineData("""{"id":"","secret":"sesame"}""", "'id'")]
    [InlineData("""{"id":7,"secret":"sesame"}""", "'id'")]
    [InlineData("""{"id":"sesame"}""", "'secret'")]
    [InlineData("""{"id":"sesame","secret":""}""", "'secret'")]
    [InlineData("""{"id":"sesame","secret":["sesame"]}""", "'secret'")]
    [InlineData("""{"id":"i","secret":"sesame","url":7}""", "'url'")]
    [InlineData("""{"id":"i","secret":"\ud800sesame"}""", "not valid text")]
    public void Problems_name_the_key_and_not_the_value(string json, string expected)
    {
        Assert.False(ClientCredential.TryParse(json, out var credential, out var problem));

        Assert.Null(credential);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_do_not_print()
    {
        var credential = new ClientCredential { Id = "i", Secret = "sesame", Url = "/x" };
        var token = new AccessToken("sesame", "i", DateTimeOffset.UnixEpoch);

        Assert.Equal("ClientCredential { Id = i, Secret = ***, Url = /x }", credential.ToString());
        Assert.Equal("***", token.ToString());
        Assert.DoesNotContain("sesame", new TokenResult.Issued(token).ToString(), StringComparison.Ordinal);
    }
}

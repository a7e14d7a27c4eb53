using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;
using static TriggerBridge.Tests.Webhooks.Tokens.TokenFixture;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>What ties a token of Atlassian to its request.</summary>
public sealed class QueryHashTests
{
    private const string Secret = "the sender's secret";

    [Theory]
    [InlineData("https://a.example/user", null, "POST&/user&")]
    [InlineData("https://a.example", null, "POST&/&")]
    [InlineData("https://a.example/", null, "POST&/&")]
    [InlineData("https://a.example/user/", null, "POST&/user&")]
    [InlineData("https://a.example/a&b", null, "POST&/a%26b&")]
    [InlineData("https://a.example/base/user?jwt=t&b=2&a=1", "https://a.example/base/", "POST&/user&a=1&b=2")]
    [InlineData("https://a.example/base", "https://a.example/base", "POST&/&")]
    [InlineData("https://a.example/p?z=1&r=parameter+2&a&r=parameter%201&c=%7e*", null, "POST&/p&a=&c=~%2A&r=parameter%201,parameter%202&z=1")]
    public void Atlassians_hash_is_of_method_path_and_query(string url, string? baseUrl, string canonical) =>
        Assert.Equal(TokenSamples.Hash(Encoding.UTF8.GetBytes(canonical)), QueryHash.Of(Requests.Post("{}") with { Url = url }, baseUrl is null ? null : new Uri(baseUrl), "jwt"));

    [Theory]
    [InlineData("https://a.example/basement/user")]
    [InlineData("https://a.example/user")]
    public void An_address_beside_the_base_has_no_hash(string url) =>
        Assert.Null(QueryHash.Of(Requests.Post("{}") with { Url = url }, new Uri("https://a.example/base"), "jwt"));

    [Fact]
    public void Token_of_a_page_in_a_browser_is_none_of_a_webhook()
    {
        var scheme = WebhookSchemes.Create("atlassian-connect");
        var request = Requests.Post("{}", ("authorization", "JWT " + SampleToken.Hs256(Secret, TokenSamples.Lasting(Now, ("qsh", "context-qsh")))));

        Assert.Equal(VerificationResult.Failed.Wrong, scheme.Verify(request, [new SecretValue(Secret)], Now));
    }
}

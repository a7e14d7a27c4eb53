using System.Text;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.Tests.SailPoint.Http;

public sealed class IscErrorTests
{
    [Theory]
    [InlineData("""{"messages":[{"text":"first"},{"text":"second"},{"text":"first"}],"error":"other"}""", "first|second")]
    [InlineData("""{"messages":[{"locale":"en"},"odd",{"text":3},{"text":" "},{"text":"one"}],"message":"other"}""", "one")]
    [InlineData("""{"messages":[],"error_description":" ","error":"invalid_client","message":"other"}""", "invalid_client")]
    [InlineData("""{"messages":"odd","message":"one"}""", "one")]
    // What was read before the body broke off.
    [InlineData("""{"error":"one","messages":[{"text":"tw""", "one")]
    [InlineData("""{"messages":[{"text":"one"},{"te""", "one")]
    [InlineData("{}", "HTTP 502 without a readable body")]
    [InlineData("[]", "HTTP 502 without a readable body")]
    [InlineData("", "HTTP 502 without a readable body")]
    public void There_is_always_a_message(string body, string messages) => Assert.Equal(messages, string.Join('|', Read(body).Messages));

    [Fact]
    public void Code_and_causes_are_read_and_nothing_that_was_sent_is_in_them()
    {
        var error = Read("""{"detailCode":"400.1 for the-token","causes":[{"text":"octocat is unknown"}],"messages":[{"text":"no octocat"}]}""", """{"login":"octocat"}""");

        Assert.Equal("400.1 for ***", error.DetailCode);
        Assert.Equal(["*** is unknown"], error.Causes);
        Assert.Equal(["no ***"], error.Messages);
    }

    [Fact]
    public void Of_very_many_messages_the_first_are_read()
    {
        var body = $$"""{"messages":[{{string.Join(',', Enumerable.Range(1, 1000).Select(n => $$"""{"text":"m{{n}}"}"""))}}],"trackingId":"t-1"}""";

        Assert.Equal(Enumerable.Range(1, 10).Select(n => $"m{n}"), Read(body).Messages);
        Assert.Equal("t-1", Read(body).TrackingId);
    }

    private static IscError Read(string body, string sent = "") => IscError.Read(Encoding.UTF8.GetBytes(body), 502, ["the-token"], Encoding.UTF8.GetBytes(sent));
}

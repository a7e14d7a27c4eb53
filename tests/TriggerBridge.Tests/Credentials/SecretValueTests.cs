using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Tests.Credentials;

public sealed class SecretValueTests
{
    [Fact]
    public void A_secret_does_not_show_itself_in_texts()
    {
        var secret = new SecretValue("s3cr3t");

        Assert.Equal("***", secret.ToString());
        Assert.Equal("Found { Value = *** }", new SecretLookup.Found(secret).ToString());
    }

    [Fact]
    public void Its_bytes_are_its_text_in_utf8() =>
        Assert.Equal(Encoding.UTF8.GetBytes("gräßlich"), new SecretValue("gräßlich").Utf8.ToArray());

    [Theory]
    [InlineData("s3cr3t", true)]
    [InlineData("s3cr3T", false)]
    [InlineData("s3cr3", false)]
    [InlineData("s3cr3t ", false)]
    [InlineData("", false)]
    public void It_matches_only_the_same_text(string candidate, bool matches) =>
        Assert.Equal(matches, new SecretValue("s3cr3t").Matches(candidate));
}

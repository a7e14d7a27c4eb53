using TriggerBridge.Auditing;
using TriggerBridge.Operators;

namespace TriggerBridge.Tests.Auditing;

public sealed class AuditTextTests
{
    [Fact]
    public void Text_is_cut_to_its_limit_and_no_character_is_halved()
    {
        Assert.Equal("abc", AuditText.Of("abcd", 3));
        Assert.Equal("ab", AuditText.Of("ab\U0001F600", 3));
        Assert.Null(AuditText.Of(null, 3));
    }

    [Fact]
    public void It_stands_on_one_line() => Assert.Equal("a  b c", AuditText.Of("a\r\nb\tc", 20));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(80)]
    [InlineData(300)]
    public void A_cut_leaves_no_part_of_a_key(int at)
    {
        var key = ApiKey.Create();
        Assert.DoesNotContain(key[..8], AuditText.Of(new string('-', at) + key, 90), StringComparison.Ordinal);
    }
}

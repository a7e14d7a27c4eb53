using TriggerBridge.Operators;

namespace TriggerBridge.Tests.Operators;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_key_is_told_from_what_is_none()
    {
        var key = ApiKey.Create();

        Assert.True(ApiKey.IsWhole(key));
        Assert.All(Enumerable.Range(0, key.Length), length => Assert.False(ApiKey.IsWhole(key[..length])));
        Assert.False(ApiKey.IsWhole(key + "0"));
        Assert.False(ApiKey.IsWhole(key.ToUpperInvariant()));
        Assert.False(ApiKey.IsWhole(key.Replace("tbk_", "tbk-", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(4, 64), place => Assert.False(ApiKey.IsWhole(key[..place] + (key[place] == '0' ? '1' : '0') + key[(place + 1)..])));
    }

    [Fact]
    public void No_two_keys_are_the_same() => Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => ApiKey.Create()).Distinct().Count());
}

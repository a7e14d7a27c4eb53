using System.Net;
using TriggerBridge.Functions.Access;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Access;

public sealed class WrongProofsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualClock _time = new();
    private readonly WrongProofs _proofs;

    public WrongProofsTests() => _proofs = new WrongProofs(_time);

    [Fact]
    public void Whoever_sends_more_than_ten_in_a_minute_waits_for_its_end()
    {
        Assert.Equal([null, null, null, null, null, null, null, null, null, null], Add("192.0.2.1", 10));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(40)], Add("192.0.2.1", 2));
        Assert.Equal([null], Add("192.0.2.2", 1));

        _time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal([null], Add("192.0.2.1", 1));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("192.0.2.1", "192.0.3.1", false)]
    public void An_IPv6_network_counts_as_one_address(string one, string other, bool isOne)
    {
        Add(one, WrongProofs.MostAMinute);

        Assert.Equal(isOne, Add(other, 1)[0] is not null);
    }

    [Fact]
    public void Who_has_no_address_is_slowed_with_all_others_of_this_kind()
    {
        for (var i = 0; i < WrongProofs.MostAMinute; i++) Assert.Null(_proofs.Add(null));
        Assert.Equal(Minute, _proofs.Add(null));
    }

    [Fact]
    public void Of_many_addresses_the_newest_are_known()
    {
        for (var i = 0; i < 3 * WrongProofs.MostAddresses; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _proofs.Add(new IPAddress(i));
        }

        Assert.InRange(_proofs.Addresses, WrongProofs.MostAddresses / 2, WrongProofs.MostAddresses);
        var newest = new IPAddress((3 * WrongProofs.MostAddresses) - 1).ToString();
        Assert.Equal(WrongProofs.MostAMinute - 1, Add(newest, WrongProofs.MostAMinute).Count(wait => wait is null));
    }

    private TimeSpan?[] Add(string address, int times) => [.. Enumerable.Range(0, times).Select(_ => _proofs.Add(IPAddress.Parse(address)))];
}

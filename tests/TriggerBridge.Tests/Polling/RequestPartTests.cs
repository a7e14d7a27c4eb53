using System.Net;
using TriggerBridge.Http;
using TriggerBridge.Polling.Requests;

namespace TriggerBridge.Tests.Polling;

public sealed class RequestPartTests
{
    [Theory]
    [InlineData("<https://a/?page=2>; rel=\"next\"", "https://a/?page=2")]
    [InlineData("<https://a/?page=1>; rel=\"prev\", <https://a/?page=3>; rel=\"next\"", "https://a/?page=3")]
    [InlineData("<https://a/?q=x,y;z>; title=\"a, <b>; rel=\\\"next\\\"\"; rel=prev, </c>; rel=next", "/c")]
    [InlineData("</x>;rel=\"last next\"", "/x")]
    [InlineData("</x>; rel=\"nextish\"", null)]
    [InlineData("</x>; title=\"next\"", null)]
    [InlineData("<https://a", null)]
    [InlineData("", null)]
    public void The_next_link_is_found_among_all(string header, string? target) => Assert.Equal(target, LinkHeader.Next([header]));

    [Fact]
    public void The_next_link_may_stand_in_a_second_header() => Assert.Equal("/b", LinkHeader.Next(["</a>; rel=prev", "</b>; rel=next"]));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    public void Private_addresses_are_told_from_public_ones(string address, bool isPublic) => Assert.Equal(isPublic, NetworkReach.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://a/b", "https://a/b?k=v%26w")]
    [InlineData("https://a/b?x=%20y&k=old&z", "https://a/b?x=%20y&z&k=v%26w")]
    public void A_key_takes_its_place_in_the_query_and_the_rest_stays(string url, string expected) =>
        Assert.Equal(expected, QueryText.With(new Uri(url), "k", "v&w").AbsoluteUri);
}

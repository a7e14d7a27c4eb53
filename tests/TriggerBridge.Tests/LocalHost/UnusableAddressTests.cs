using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using TriggerBridge.LocalHost;

namespace TriggerBridge.Tests.LocalHost;

public sealed class UnusableAddressTests
{
    private const string OfUrls = "The address is that of ASPNETCORE_URLS or --urls: set another, such as http://localhost:5000, or end what uses it.";

    // As Kestrel throws them: one that it wraps, one that it lets through without an address, and one for the two addresses of localhost.
    public static TheoryData<Exception, string> Faults => new()
    {
        { new IOException("Failed to bind to address http://127.0.0.1:80: address already in use.", new AddressInUseException("in use")), "Failed to bind to address http://127.0.0.1:80: address already in use." },
        { new SocketException((int)SocketError.AccessDenied), "Failed to bind to address http://127.0.0.1:80: " + new SocketException((int)SocketError.AccessDenied).Message + "." },
        { new IOException("Failed to bind to address http://localhost:80.", new AggregateException(new IOException("Permission denied"), new IOException("other"))), "Failed to bind to address http://localhost:80: Permission denied." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_and_where_the_address_comes_from_is_one_line(Exception fault, string wrong) =>
        Assert.Equal($"{wrong} {OfUrls}", UnusableAddress.Describe(fault, With("urls", "http://127.0.0.1:80")));

    [Theory]
    [InlineData("urls", "http://[::1]:80;http://127.0.0.1:80", "http://[::1]:80, http://127.0.0.1:80")]
    [InlineData("http_ports", "80", "http://*:80")]
    [InlineData("urls", null, "http://localhost:5000")]
    public void An_error_of_the_socket_is_told_with_the_address_that_was_asked_for(string setting, string? value, string address) =>
        Assert.StartsWith($"Failed to bind to address {address}: ", UnusableAddress.Describe(new SocketException((int)SocketError.AccessDenied), With(setting, value)), StringComparison.Ordinal);

    [Fact]
    public void Another_fault_of_the_start_is_not_taken_for_an_address()
    {
        Assert.Null(UnusableAddress.Describe(new InvalidOperationException("No service."), With("urls", "http://127.0.0.1:80")));
        Assert.Null(UnusableAddress.Describe(new IOException("Disk full."), With("urls", null)));
    }

    private static IConfiguration With(string setting, string? value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();
}

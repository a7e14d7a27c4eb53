using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>An address by which other machines reach this one; null where there is none.</summary>
internal static class OtherAddress
{
    public static IPAddress? OfThisMachine { get; } = NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
}

/// <summary>A test that reaches this machine from outside.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OtherAddressFactAttribute : FactAttribute
{
    public OtherAddressFactAttribute()
    {
        if (OtherAddress.OfThisMachine is null)
            Skip = "this machine has no IPv4 address but 127.0.0.1";
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace TriggerBridge.Functions.Hosting;

/// <summary>The proxies whose word on the original address counts.</summary>
internal sealed class TrustedProxies
{
    private readonly List<IPNetwork> _networks;

    private TrustedProxies(List<IPNetwork> networks) => _networks = networks;

    /// <param name="text">Addresses or networks, with commas between them; may be empty.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TrustedProxies? proxies)
    {
        proxies = null;
        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(part, out var address)) networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(part, out var network)) networks.Add(network);
            else return false;
        }

        proxies = new TrustedProxies(networks);
        return true;
    }

    public bool Contain(IPAddress? address)
    {
        if (address is null) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return _networks.Exists(network => network.Contains(address));
    }
}

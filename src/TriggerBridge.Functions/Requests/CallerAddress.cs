using System.Net;

namespace TriggerBridge.Functions.Requests;

/// <summary>From where somebody calls.</summary>
internal static class CallerAddress
{
    /// <summary>
    /// The IP address, without the port; null where none is known. The Functions host calls from this machine: behind it, it is the one that the platform has
    /// put last into <c>X-Forwarded-For</c>. What stands before it is the caller's own.
    /// </summary>
    public static string? Of(HttpContext http) => Find(http)?.ToString();

    /// <inheritdoc cref="Of"/>
    public static IPAddress? Find(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if ((address is null || IPAddress.IsLoopback(address)) && http.Request.Headers["X-Forwarded-For"] is [.., { } chain] && IPEndPoint.TryParse(chain[(chain.LastIndexOf(',') + 1)..].Trim(), out var forwarded))
            address = forwarded.Address;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }
}

using System.Net.Sockets;

namespace TriggerBridge.EndToEnd.Testing;

internal static class TcpProbe
{
    /// <summary>Whether anybody takes connections there.</summary>
    public static async Task<bool> ListensAsync(Uri address, CancellationToken cancellationToken = default)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(address.Host, address.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

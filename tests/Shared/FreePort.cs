using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Testing;

/// <summary>A port of 127.0.0.1 that was free a moment ago. Nothing holds it: be ready to try the next.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

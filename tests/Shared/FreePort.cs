using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TriggerBridge.Testing;

/// <summary>
/// A port of 127.0.0.1 that was free a moment ago, and that this process gives once. Below the range from which the system takes the ports of
/// outgoing connections: those come and go by the hundred during a test, and one of them would take it before the server does.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;

    // Linux takes 32768 and above, Windows 49152: https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html (ip_local_port_range).
    private const int End = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (Given.TryAdd(port, true) && IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

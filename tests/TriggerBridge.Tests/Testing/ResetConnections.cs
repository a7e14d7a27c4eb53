using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Tests.Testing;

/// <summary>
/// A handler whose connections open and are reset before anything is sent, as a listener does whose process is about to end.
/// <see cref="SocketsHttpHandler"/> then asks the connection for the address of its other end, and lets the socket's exception through as it is.
/// </summary>
internal static class ResetConnections
{
    public static SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(listener.LocalEndpoint, cancellationToken);
                using (var accepted = await listener.AcceptSocketAsync(cancellationToken))
                    accepted.LingerState = new LingerOption(true, 0);
                // The reset has come when there is something to read.
                while (!socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectRead))
                    cancellationToken.ThrowIfCancellationRequested();
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}

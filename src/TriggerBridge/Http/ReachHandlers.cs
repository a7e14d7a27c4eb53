using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Http;

/// <summary>Handlers for addresses that a bridge file or a sender names: no redirects, no cookies, no proxy, and a say in which networks they reach.</summary>
internal static class ReachHandlers
{
    /// <summary>Reaches public addresses only.</summary>
    public static SocketsHttpHandler Public() => Create(ConnectToPublicAsync);

    /// <summary>Reaches private networks too.</summary>
    public static SocketsHttpHandler Any() => Create(ConnectAsync);

    private static SocketsHttpHandler Create(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        // Where they are followed, then by hand.
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy's address would be judged in place of the host's.
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = connect,
    };

    // The address that was judged is the one that is called: a name that is looked up twice may lead to two places.
    private static async ValueTask<Stream> ConnectToPublicAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        return Array.TrueForAll(addresses, NetworkReach.IsPublic)
            ? await OpenAsync(socket => socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken))
            : throw new PrivateAddressException("The host stands in a private network.");
    }

    private static ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        OpenAsync(socket => socket.ConnectAsync(context.DnsEndPoint, cancellationToken));

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the socket, and on the way there a fault disposes it.")]
    private static async ValueTask<Stream> OpenAsync(Func<Socket, ValueTask> connect)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await connect(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

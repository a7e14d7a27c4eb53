using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Bridges.Polls;

namespace TriggerBridge.Polling.Requests;

/// <summary>The HTTP clients that read sources. Tests replace their primary handlers.</summary>
internal static class PollClients
{
    /// <summary>Reaches public addresses only.</summary>
    public const string Public = "poll";

    /// <summary>For hosts that a bridge file allows by name: reaches private networks too.</summary>
    public const string Allowed = "poll-allowed";

    private static readonly string UserAgent = $"TriggerBridge/{typeof(PollClients).Assembly.GetName().Version?.ToString(3)}";

    public static void AddPollClients(this IServiceCollection services)
    {
        services.AddPollClient(Public, ConnectToPublicAsync);
        services.AddPollClient(Allowed, ConnectAsync);
    }

    private static void AddPollClient(
        this IServiceCollection services, string name, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) =>
        services.AddHttpClient(name, Configure)
            .ConfigurePrimaryHttpMessageHandler(() => CreateHandler(connect))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They would write every call's address, where keys may stand.
            .RemoveAllLoggers();

    private static void Configure(HttpClient http)
    {
        // Each request has its own deadline and its own limit.
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json");
    }

    private static SocketsHttpHandler CreateHandler(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        // Followed by hand, to the same host only.
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy's address would be judged in place of the source's.
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

/// <summary>A source's name leads into a private network, and its bridge file does not allow that.</summary>
public sealed class PrivateAddressException : Exception
{
    public PrivateAddressException()
    {
    }

    public PrivateAddressException(string message)
        : base(message)
    {
    }

    public PrivateAddressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

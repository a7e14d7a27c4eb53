using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>An HTTP proxy that knows the method CONNECT alone and leads one host's name to a port of this machine.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _serving;

    private ConnectProxy(string host, int port)
    {
        _host = host;
        _port = port;
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public static ConnectProxy Start(string host, int port) => new(host, port);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var tunnels = new List<Task>();
        try
        {
            while (true)
                tunnels.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var incoming = client.GetStream();
                var head = await ReadHeadAsync(incoming);
                if (!head.StartsWith($"CONNECT {_host}:443 ", StringComparison.Ordinal))
                {
                    await incoming.WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token);
                    return;
                }

                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                await incoming.WriteAsync("HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray(), _end.Token);
                var outgoing = server.GetStream();
                await Task.WhenAny(incoming.CopyToAsync(outgoing, _end.Token), outgoing.CopyToAsync(incoming, _end.Token));
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // One side has gone.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _end.Token) > 0)
            head.Append((char)buffer[0]);
        return head.ToString();
    }
}

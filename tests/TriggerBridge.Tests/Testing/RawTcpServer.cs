using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Tests.Testing;

/// <summary>
/// A server that speaks bytes, for the faults that no well-mannered server makes. The script runs once for each
/// connection, which is closed when it returns. A fault of the script itself surfaces on disposal.
/// </summary>
internal sealed class RawTcpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _scripts = [];
    private readonly Task _accepting;
    private int _connections;
    private int _requests;

    public RawTcpServer(Func<RawConnection, Task> script)
    {
        _listener.Start();
        _accepting = AcceptAsync(script);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests that arrived whole.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        // The listener last: asking a stopped one for the next connection is an error.
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_scripts);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<RawConnection, Task> script)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _scripts.Add(RunAsync(script, client));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private async Task RunAsync(Func<RawConnection, Task> script, TcpClient client)
    {
        using var _ = client;
        try
        {
            await script(new RawConnection(client, () => Interlocked.Increment(ref _requests), _stop.Token));
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client hung up, or the test is over.
        }
    }
}

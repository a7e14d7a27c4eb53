using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Servers;

/// <summary>A server in a process of its own. What it prints goes into a file, as a service's would, and costs nobody else time.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private HttpServer(ServerProcess process, Uri url, TimeSpan startTime)
    {
        _process = process;
        Url = url;
        StartTime = startTime;
    }

    public int ProcessId => _process.Id;

    public Uri Url { get; }

    /// <summary>From before the process was started until the first answer was there.</summary>
    public TimeSpan StartTime { get; }

    /// <param name="program">The executable.</param>
    /// <param name="arguments">Without the address, of which the function makes the first of them.</param>
    /// <param name="readyPath">What is asked until it answers 200.</param>
    /// <param name="log">Where standard output goes.</param>
    /// <param name="environment">Settings, on top of this process's own.</param>
    public static async Task<HttpServer> StartAsync(
        string program, Func<string, IReadOnlyList<string>> arguments, string readyPath, string log, IReadOnlyDictionary<string, string>? environment = null)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/"));
        // The shell only opens the file: exec makes it the program, under the same id.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" > \"$log\"", "sh", log, program, .. arguments(url.GetLeftPart(UriPartial.Authority))])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        start.Environment[AllocationHook.Variable] = AllocationHook.Path;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;

        var began = TimeProvider.System.GetTimestamp();
        var startTime = TimeSpan.Zero;
        var process = await ServerProcess.StartAsync(start, async (server, cancellationToken) =>
        {
            await WaitForAnswerAsync(server, new Uri(url, readyPath), cancellationToken);
            startTime = TimeProvider.System.GetElapsedTime(began);
            return !server.HasExited;
        });
        return new(process, url, startTime);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // Asks more often than ServerProcess would, because the time is measured, and by bare connections until one is taken: a failing HTTP
    // call costs exceptions, and the core that they run on is one of the server's.
    private static async Task WaitForAnswerAsync(ServerProcess server, Uri url, CancellationToken cancellationToken)
    {
        while (!server.HasExited && !await ListensAsync(url))
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);

        using var http = new HttpClient(new SocketsHttpHandler());
        while (!server.HasExited && !await IsAnsweredAsync(http, url, cancellationToken))
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
    }

    private static async Task<bool> ListensAsync(Uri url)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var connecting = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, url.Port) };
        var done = new TaskCompletionSource();
        connecting.Completed += (_, _) => done.SetResult();
        if (socket.ConnectAsync(connecting))
            await done.Task;
        return connecting.SocketError == SocketError.Success;
    }

    private static async Task<bool> IsAnsweredAsync(HttpClient http, Uri url, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(url, cancellationToken);
        return answer.IsSuccessStatusCode;
    }
}

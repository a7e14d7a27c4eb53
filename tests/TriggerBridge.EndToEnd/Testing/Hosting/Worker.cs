using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing.Hosting;

/// <summary>One run of the app: its process and its stream to the host.</summary>
internal sealed class Worker
{
    private const int MaxMessageLength = int.MaxValue;

    private Worker(ServerProcess process, WorkerChannel channel)
    {
        Process = process;
        Channel = channel;
    }

    public ServerProcess Process { get; }

    public WorkerChannel Channel { get; }

    /// <summary>All that it printed and all that it sent the host to log.</summary>
    public string Output => string.Join('\n', Channel.Logs.Prepend(Process.Output));

    /// <param name="assembly">The app, in the folder that it was published to.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="rpc">Where the host waits for its worker.</param>
    /// <param name="service">What serves it there.</param>
    /// <exception cref="WorkerEndedException">It ended before all its functions were loaded.</exception>
    public static async Task<Worker> StartAsync(string assembly, IReadOnlyDictionary<string, string> settings, Uri rpc, FunctionRpcService service)
    {
        var folder = Path.GetDirectoryName(assembly)!;
        var workerId = Guid.NewGuid().ToString();
        var channel = new WorkerChannel(folder);
        service.Expect(workerId, channel);
        var process = await ServerProcess.StartAsync(
            StartInfo(assembly, folder, settings, rpc, workerId),
            // Its functions are loaded a moment before it takes requests; the real host tries again then.
            async (server, cancellationToken) =>
                server.HasExited || channel.Loaded.IsFaulted || (channel.Loaded.IsCompleted && await TcpProbe.ListensAsync(channel.HttpUri, cancellationToken)));
        var worker = new Worker(process, channel);
        if (channel.Loaded.IsCompletedSuccessfully && !process.HasExited)
            return worker;

        await using (process)
        {
            if (channel.Loaded.Exception?.InnerException is InvalidOperationException refused)
                throw new InvalidOperationException(worker.Output, refused);
            throw new WorkerEndedException(await process.WaitForEndAsync(), worker.Output);
        }
    }

    private static ProcessStartInfo StartInfo(string assembly, string folder, IReadOnlyDictionary<string, string> settings, Uri rpc, string workerId)
    {
        var (requestId, port, length) = (
            Guid.NewGuid().ToString(), rpc.Port.ToString(CultureInfo.InvariantCulture), MaxMessageLength.ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo("dotnet",
        [
            assembly,
            "--host", rpc.Host, "--port", port, "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", length,
            "--functions-uri", rpc.ToString(), "--functions-worker-id", workerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", length,
        ])
        {
            WorkingDirectory = folder,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        // It inherits the host's environment, with the host's own address.
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:1";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }
}

/// <summary>A worker that did not come to run.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without exit code and output nobody knows why.")]
[SuppressMessage("Design", "CA1064", Justification = "Thrown and caught in this assembly.")]
internal sealed class WorkerEndedException(int exitCode, string output) : Exception($"The worker ended with exit code {exitCode}. It printed:\n{output}")
{
    public int ExitCode => exitCode;

    public string Output => output;
}

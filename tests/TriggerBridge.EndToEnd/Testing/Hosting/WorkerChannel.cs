using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using TriggerBridge.EndToEnd.Testing.Hosting.Rpc;

namespace TriggerBridge.EndToEnd.Testing.Hosting;

/// <summary>One worker's stream: takes it through its start, then calls its functions.</summary>
/// <param name="folder">Where the app is.</param>
internal sealed class WorkerChannel(string folder)
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StatusResult>> _invocations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _logs = new();

    /// <summary>Completes when all functions are loaded; faults with what went wrong.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Completes when the worker has gone.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Where the worker takes HTTP requests.</summary>
    public Uri HttpUri { get; private set; } = null!;

    public IReadOnlyList<WorkerFunction> Functions { get; private set; } = [];

    /// <summary>What the worker sent the host to log, an entry for each call of a logger, with its level and exception.</summary>
    public IReadOnlyCollection<string> Logs => _logs;

    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        var writing = WriteAllAsync(writer, cancellationToken);
        try
        {
            await StartAsync(reader, cancellationToken);
            _loaded.SetResult();
            while (await reader.MoveNext(cancellationToken))
                Take(reader.Current);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It was killed, or could not do what it was told at its start.
            _loaded.TrySetException(fault);
        }
        finally
        {
            _outgoing.Writer.Complete();
            _closed.SetResult();
            FailInvocations();
            await writing;
        }
    }

    /// <summary>Calls a function.</summary>
    /// <param name="function">Which.</param>
    /// <param name="invocationId">A new id.</param>
    /// <param name="input">What its trigger gives it.</param>
    /// <param name="metadata">What else its parameters may be bound to, by name.</param>
    /// <param name="cancellationToken">Asks the worker to cancel the call; the answer is waited for all the same.</param>
    /// <exception cref="IOException">The worker went away before it answered.</exception>
    public async Task<StatusResult> InvokeAsync(
        WorkerFunction function, string invocationId, TypedData input, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<StatusResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _invocations[invocationId] = answer;
        var request = new InvocationRequest { InvocationId = invocationId, FunctionId = function.Id, TraceContext = new RpcTraceContext() };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.GetProperty("name").GetString(), Data = input });
        foreach (var (name, value) in metadata)
            request.TriggerMetadata[name] = new TypedData { String = value };
        Send(new StreamingMessage { InvocationRequest = request });
        if (Closed.IsCompleted)
            FailInvocations();

        await using (cancellationToken.Register(() => Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } })))
            return await answer.Task;
    }

    public void Terminate(TimeSpan gracePeriod) =>
        Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(gracePeriod) } });

    private async Task StartAsync(IAsyncStreamReader<StreamingMessage> reader, CancellationToken cancellationToken)
    {
        Send(new StreamingMessage { WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.1037.0.0", WorkerDirectory = folder, FunctionAppDirectory = folder } });
        var initialized = (await ReadAsync(reader, StreamingMessage.ContentOneofCase.WorkerInitResponse, cancellationToken)).WorkerInitResponse;
        Demand(initialized.Result, "The worker's start");
        HttpUri = new Uri(initialized.Capabilities["HttpUri"]);

        Send(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder } });
        var indexed = (await ReadAsync(reader, StreamingMessage.ContentOneofCase.FunctionMetadataResponse, cancellationToken)).FunctionMetadataResponse;
        Demand(indexed.Result, "The functions' metadata");

        foreach (var metadata in indexed.FunctionMetadataResults)
        {
            Send(new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = metadata.FunctionId, Metadata = metadata } });
            var loaded = await ReadAsync(reader, StreamingMessage.ContentOneofCase.FunctionLoadResponse, cancellationToken);
            Demand(loaded.FunctionLoadResponse.Result, metadata.Name);
        }

        Functions = [.. indexed.FunctionMetadataResults.Select(WorkerFunction.Of)];
    }

    private async Task<StreamingMessage> ReadAsync(
        IAsyncStreamReader<StreamingMessage> reader, StreamingMessage.ContentOneofCase wanted, CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken))
        {
            if (reader.Current.ContentCase == wanted)
                return reader.Current;
            Take(reader.Current);
        }

        throw new IOException($"The worker closed its stream before it sent {wanted}.");
    }

    private void Take(StreamingMessage message)
    {
        if (message.RpcLog is { } log)
            _logs.Enqueue($"{(LogLevel)log.Level} {log.Category}: {log.Message} {log.Exception?.Message} {log.Exception?.StackTrace}");
        else if (message.InvocationResponse is { } response && _invocations.TryRemove(response.InvocationId, out var answer))
            answer.SetResult(response.Result);
    }

    private static void Demand(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{what}: {result.Exception?.Message} {result.Exception?.StackTrace}");
    }

    private void FailInvocations()
    {
        foreach (var id in _invocations.Keys)
        {
            if (_invocations.TryRemove(id, out var answer))
                answer.SetException(new IOException("The worker went away before it answered."));
        }
    }

    // Nobody is there to read it once the worker has gone.
    private void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    private async Task WriteAllAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
                await writer.WriteAsync(message, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It has gone, and the reader sees that too.
        }
    }
}

/// <param name="Id">The worker's own.</param>
/// <param name="Name">As in the code.</param>
/// <param name="Trigger">Its trigger's binding, as <c>functions.metadata</c> has it.</param>
internal sealed record WorkerFunction(string Id, string Name, JsonElement Trigger)
{
    public string TriggerType => Trigger.GetProperty("type").GetString()!;

    public static WorkerFunction Of(RpcFunctionMetadata metadata) => new(
        metadata.FunctionId,
        metadata.Name,
        metadata.RawBindings
            .Select(binding => JsonDocument.Parse(binding).RootElement)
            .Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal)));
}

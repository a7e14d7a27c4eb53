using System.Collections.Concurrent;
using Grpc.Core;
using TriggerBridge.EndToEnd.Testing.Hosting.Rpc;

namespace TriggerBridge.EndToEnd.Testing.Hosting;

/// <summary>The service that a worker connects to; each finds its own channel by the id that it was started with.</summary>
internal sealed class FunctionRpcService : FunctionRpc.FunctionRpcBase
{
    private readonly ConcurrentDictionary<string, WorkerChannel> _expected = new(StringComparer.Ordinal);

    /// <param name="workerId">What the worker is told to say.</param>
    /// <param name="channel">What serves it then.</param>
    public void Expect(string workerId, WorkerChannel channel) => _expected[workerId] = channel;

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.StartStream is not { } start
            || !_expected.TryRemove(start.WorkerId, out var channel))
        {
            throw new Grpc.Core.RpcException(new Status(StatusCode.InvalidArgument, "A worker begins with StartStream and the id that it was given."));
        }

        await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}

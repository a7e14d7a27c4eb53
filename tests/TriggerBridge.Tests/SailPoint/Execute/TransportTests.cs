using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Execute;

/// <summary>Calls over the real handler and real sockets.</summary>
public abstract class TransportTests : IAsyncDisposable
{
    private static readonly AccessToken Token = new("token", "client-1", DateTimeOffset.UnixEpoch);
    private readonly List<ServiceProvider> _services = [];

    private protected ManualClock Time { get; } = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static void AssertNotStarted(ExecuteOutcome outcome, string why)
    {
        Assert.StartsWith($"The request did not leave: {why}", Assert.IsType<ExecuteOutcome.NotStarted>(outcome).Message, StringComparison.Ordinal);
        Assert.Null(outcome.HttpStatus);
    }

    private protected static void AssertInDoubt(ExecuteOutcome outcome, string why)
    {
        Assert.StartsWith($"The request left and was not answered: {why}", Assert.IsType<ExecuteOutcome.InDoubt>(outcome).Message, StringComparison.Ordinal);
        Assert.Null(outcome.HttpStatus);
    }

    private protected ExternalWorkflowClient Client(HttpMessageHandler? handler)
    {
        var services = IscTestClient.Over(handler, Time);
        _services.Add(services);
        return services.GetRequiredService<ExternalWorkflowClient>();
    }

    private protected Task<ExecuteOutcome> Execute(
        Uri url, TimeSpan? timeout = null, ExternalWorkflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? Client(null)).ExecuteExternalAsync(
            url, Token, Encoding.UTF8.GetBytes("""{"input":{}}"""), timeout ?? TimeSpan.FromSeconds(30), cancellationToken);
}

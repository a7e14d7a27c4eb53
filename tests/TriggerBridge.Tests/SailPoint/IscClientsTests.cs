using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint;

public sealed class IscClientsTests
{
    [Fact]
    public async Task Calls_write_no_log()
    {
        using var log = new CountingLog();
        await using var server = new RawTcpServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
                await connection.AnswerAsync(request.Contains("/oauth/token", StringComparison.Ordinal) ? IscBodies.Token : IscBodies.Started);
        });
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)).AddIscClients();
        await using var provider = services.BuildServiceProvider();
        var tenant = new IscTenant { Name = "acme", BaseUrl = server.Url };
        var credential = new ClientCredential { Id = "client-1", Secret = "sesame" };

        var issued = Assert.IsType<TokenResult.Issued>(
            await provider.GetRequiredService<TokenCache>().GetAsync(tenant, credential, CancellationToken.None));
        var url = ExternalWorkflowClient.ResolveExecuteUrl(tenant, "w1", null);
        Assert.IsType<ExecuteOutcome.Started>(await provider.GetRequiredService<ExternalWorkflowClient>().ExecuteExternalAsync(
            url, issued.Token, "{}"u8.ToArray(), TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Equal(0, log.Count);
        Assert.Equal(2, server.Requests);
        Assert.Equal(1, server.Connections);
    }

    private sealed class CountingLog : ILoggerProvider, ILogger
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Interlocked.Increment(ref _count);

        public void Dispose()
        {
        }
    }
}

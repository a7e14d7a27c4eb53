using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Executions;
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
        Assert.True(ExternalWorkflowClient.TryResolveExecuteUrl(tenant, "w1", null, out var url, out _));
        Assert.IsType<ExecuteOutcome.Started>(await provider.GetRequiredService<ExternalWorkflowClient>().ExecuteExternalAsync(
            url, issued.Token, "{}"u8.ToArray(), TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Equal(0, log.Count);
        Assert.Equal(2, server.Requests);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("read")]
    [InlineData("test")]
    [InlineData("api")]
    public async Task No_client_lets_a_sockets_own_exception_through(string call)
    {
        using var reset = ResetConnections.Handler();
        using var handler = new ExceptTokens { InnerHandler = reset, Resets = call == "token" };
        await using var services = IscTestClient.Over(handler);
        var tenant = new IscTenant { Name = "acme", BaseUrl = new Uri("http://127.0.0.1/") };
        var credential = new ClientCredential { Id = "client-1", Secret = "sesame" };
        var token = new AccessToken("t", "client-1", DateTimeOffset.UnixEpoch);

        var said = call switch
        {
            "token" => Assert.IsType<TokenResult.Unavailable>(await services.GetRequiredService<TokenCache>().GetAsync(tenant, credential, default)).Message,
            "read" => Assert.IsType<IscAnswer<WorkflowExecution>.Unreachable>(
                await services.GetRequiredService<ExecutionClient>().GetAsync(new IscCaller(tenant, credential), "e1", default)).Message,
            "test" => Assert.IsType<IscAnswer<WorkflowTestReply>.Unreachable>(
                await services.GetRequiredService<ExternalWorkflowClient>().TestExternalAsync(tenant.BaseUrl, token, "{}"u8.ToArray(), TimeSpan.FromSeconds(30), default)).Message,
            _ => (await Assert.ThrowsAsync<IscException>(() => services.GetRequiredService<IscApiFactory>().Create(tenant, credential).Workflows.DeleteAsync("w1"))).Message,
        };

        Assert.Contains("ConnectionError (NotConnected)", said, StringComparison.Ordinal);
    }

    private sealed class ExceptTokens : DelegatingHandler
    {
        public bool Resets { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            !Resets && request.RequestUri!.AbsolutePath == "/oauth/token"
                ? Task.FromResult(StubHttpHandler.Json(HttpStatusCode.OK, IscBodies.Token))
                : base.SendAsync(request, cancellationToken);
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

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Execute;

/// <summary>The real handler against real sockets: when is it certain that nothing was started?</summary>
public sealed class ExecuteTransportTests : IAsyncDisposable
{
    private static readonly AccessToken Token = new("token", "client-1", DateTimeOffset.UnixEpoch);
    private readonly ManualTimeProvider _time = new();
    private readonly List<ServiceProvider> _services = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
    }

    [Fact]
    public async Task Refused_connection_is_not_started()
    {
        Uri url;
        await using (var server = new RawTcpServer(_ => Task.CompletedTask))
            url = server.Url;

        AssertNotStarted(await Execute(url), "ConnectionError (ConnectionRefused)");
    }

    [Fact]
    public async Task Unknown_host_is_not_started() =>
        AssertNotStarted(await Execute(new Uri("http://isc.invalid/")), "");

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_not_started()
    {
        await using var server = new RawTcpServer(async connection => await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));

        AssertNotStarted(await Execute(new Uri($"https://127.0.0.1:{server.Port}/")), "SecureConnectionError");
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_not_started()
    {
        using var certificate = SelfSigned();
        await using var server = new RawTcpServer(async connection =>
        {
            await using var tls = new SslStream(connection.Stream);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, connection.Stop);
            }
            catch (AuthenticationException)
            {
                // The client's alert.
            }

            Assert.Equal(-1, await ReadByteOrEnd(tls, connection.Stop));
        });

        AssertNotStarted(await Execute(new Uri($"https://127.0.0.1:{server.Port}/")), "SecureConnectionError");
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_to_open_is_not_started()
    {
        using var handler = IscClients.CreateHandler();
        handler.ConnectTimeout = TimeSpan.FromMilliseconds(20);
        handler.ConnectCallback = NeverConnect;

        AssertNotStarted(await Execute(new Uri("http://127.0.0.1/"), client: Client(handler)), "the connection took too long to open");
    }

    [Fact]
    public async Task Time_out_before_the_connection_stands_is_not_started()
    {
        var connecting = new TaskCompletionSource();
        using var handler = IscClients.CreateHandler();
        handler.ConnectTimeout = Timeout.InfiniteTimeSpan;
        handler.ConnectCallback = (context, cancellationToken) =>
        {
            connecting.SetResult();
            return NeverConnect(context, cancellationToken);
        };

        var execution = Execute(new Uri("http://127.0.0.1/"), client: Client(handler));
        await connecting.Task;
        _time.Advance(TimeSpan.FromSeconds(30));

        AssertNotStarted(await execution, "timed out");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-5000)]
    public async Task No_time_left_sends_nothing(int milliseconds)
    {
        await using var server = new RawTcpServer(Answering);

        AssertNotStarted(await Execute(server.Url, timeout: TimeSpan.FromMilliseconds(milliseconds)), "timed out");
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Cancelled_before_the_call_is_not_started()
    {
        await using var server = new RawTcpServer(Answering);

        AssertNotStarted(await Execute(server.Url, cancellationToken: new CancellationToken(canceled: true)), "cancelled");
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Cancelled_after_the_request_left_is_in_doubt()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await cancellation.CancelAsync();
            await connection.HangAsync();
        });

        AssertInDoubt(await Execute(server.Url, cancellationToken: cancellation.Token), "cancelled");
    }

    [Fact]
    public async Task Time_out_after_the_request_left_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            _time.Advance(TimeSpan.FromSeconds(30));
            await connection.HangAsync();
        });

        AssertInDoubt(await Execute(server.Url), "timed out");
    }

    [Fact]
    public async Task Closed_without_an_answer_is_in_doubt()
    {
        await using var server = new RawTcpServer(connection => connection.ReadRequestAsync());

        AssertInDoubt(await Execute(server.Url), "ResponseEnded");
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Reset_without_an_answer_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });

        AssertInDoubt(await Execute(server.Url), "");
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reused_connection_that_closes_without_an_answer_is_in_doubt_and_nothing_is_sent_again(bool reset)
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync(IscBodies.Started);
            if (await connection.ReadRequestAsync() is not null && reset)
                connection.Reset();
        });
        var client = Client(null);

        Assert.IsType<ExecuteOutcome.Started>(await Execute(server.Url, client: client));
        AssertInDoubt(await Execute(server.Url, client: client), "");

        Assert.Equal(1, server.Connections);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task An_answer_that_ends_within_its_head_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Le");
        });

        AssertInDoubt(await Execute(server.Url), "ResponseEnded");
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("200 OK", """{"workflowExecu""", typeof(ExecuteOutcome.InDoubt))]
    [InlineData("200 OK", """{"message":"Workflow was not executed"}""", typeof(ExecuteOutcome.InDoubt))]
    [InlineData("200 OK", """{"workflowExecutionId":"0e11""", typeof(ExecuteOutcome.InDoubt))]
    [InlineData("200 OK", """{"workflowExecutionId":"0e11",""", typeof(ExecuteOutcome.Started))]
    [InlineData("400 Bad Request", """{"detail""", typeof(ExecuteOutcome.Rejected))]
    [InlineData("429 Too Many Requests", """{"mess""", typeof(ExecuteOutcome.NotStarted))]
    [InlineData("502 Bad Gateway", "<html", typeof(ExecuteOutcome.InDoubt))]
    public async Task An_answer_that_ends_within_its_body_counts_by_what_came(string status, string half, Type outcome)
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 {status}\r\nContent-Length: 500\r\n\r\n{half}");
        });

        var actual = await Execute(server.Url);
        Assert.IsType(outcome, actual);
        Assert.Equal(int.Parse(status.AsSpan(0, 3), null), actual.HttpStatus);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task An_answer_that_stalls_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{");
            _time.Advance(TimeSpan.FromSeconds(30));
            await connection.HangAsync();
        });

        Assert.IsType<ExecuteOutcome.InDoubt>(await Execute(server.Url));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        });

        Assert.Equal(307, Assert.IsType<ExecuteOutcome.InDoubt>(await Execute(server.Url)).HttpStatus);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        var requests = new List<string>();
        await using var server = new RawTcpServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                requests.Add(request);
                await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
            }
        });
        var client = Client(null);

        await Execute(server.Url, client: client);
        await Execute(server.Url, client: client);

        Assert.Equal(2, requests.Count);
        Assert.DoesNotContain(requests, request => request.Contains("Cookie:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_fault_of_any_kind_after_the_body_was_taken_is_in_doubt()
    {
        using var handler = new StubHttpHandler((_, _) => throw new InvalidOperationException("unexpected"));

        AssertInDoubt(await Execute(new Uri("http://127.0.0.1/"), client: Client(handler)), "InvalidOperationException");
    }

    [Fact]
    public async Task A_handler_that_sends_twice_cannot()
    {
        await using var server = new RawTcpServer(connection => connection.ReadRequestAsync());
        using var twice = new SendingTwice { InnerHandler = IscClients.CreateHandler() };

        AssertInDoubt(await Execute(server.Url, client: Client(twice)), "");
        Assert.Equal(1, server.Requests);
    }

    private static async Task Answering(RawConnection connection)
    {
        while (await connection.ReadRequestAsync() is not null)
            await connection.AnswerAsync(IscBodies.Started);
    }

    private static async ValueTask<Stream> NeverConnect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Stream.Null;
    }

    private static async Task<int> ReadByteOrEnd(SslStream tls, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[1];
            return tls.IsAuthenticated && await tls.ReadAsync(buffer, cancellationToken) > 0 ? buffer[0] : -1;
        }
        catch (IOException)
        {
            return -1;
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static void AssertNotStarted(ExecuteOutcome outcome, string why)
    {
        Assert.StartsWith($"The request did not leave: {why}", Assert.IsType<ExecuteOutcome.NotStarted>(outcome).Message, StringComparison.Ordinal);
        Assert.Null(outcome.HttpStatus);
    }

    private static void AssertInDoubt(ExecuteOutcome outcome, string why)
    {
        Assert.StartsWith($"The request left and was not answered: {why}", Assert.IsType<ExecuteOutcome.InDoubt>(outcome).Message, StringComparison.Ordinal);
        Assert.Null(outcome.HttpStatus);
    }

    private ExternalWorkflowClient Client(HttpMessageHandler? handler)
    {
        var services = IscTestClient.Over(handler, _time);
        _services.Add(services);
        return services.GetRequiredService<ExternalWorkflowClient>();
    }

    private Task<ExecuteOutcome> Execute(
        Uri url, TimeSpan? timeout = null, ExternalWorkflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? Client(null)).ExecuteExternalAsync(
            url, Token, Encoding.UTF8.GetBytes("""{"input":{}}"""), timeout ?? TimeSpan.FromSeconds(30), cancellationToken);

    /// <summary>What a retrying handler in the chain would do.</summary>
    private sealed class SendingTwice : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}

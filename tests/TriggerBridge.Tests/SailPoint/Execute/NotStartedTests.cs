using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TriggerBridge.SailPoint;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Execute;

/// <summary>When is it certain that nothing was started?</summary>
public sealed class NotStartedTests : TransportTests
{
    [Fact]
    public async Task Refused_connection_is_not_started()
    {
        Uri url;
        await using (var server = new RawTcpServer(_ => Task.CompletedTask))
            url = server.Url;

        AssertNotStarted(await Execute(url), "ConnectionError (ConnectionRefused)");
    }

    [Fact]
    public async Task A_connection_that_is_reset_while_it_opens_is_not_started()
    {
        using var handler = ResetConnections.Handler();

        AssertNotStarted(await Execute(new Uri("http://127.0.0.1/"), client: Client(handler)), "ConnectionError (NotConnected)");
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
        Time.Advance(TimeSpan.FromSeconds(30));

        AssertNotStarted(await execution, "timed out");
    }

    [Fact]
    public async Task A_process_that_is_paused_beyond_its_time_before_the_body_left_sends_nothing()
    {
        await using var server = new RawTcpServer(Answering);
        using var handler = IscClients.CreateHandler();
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            Time.Pause(TimeSpan.FromSeconds(31));
            return new NetworkStream(socket, ownsSocket: true);
        };

        AssertNotStarted(await Execute(server.Url, client: Client(handler)), "timed out");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-5000)]
    public async Task NoTime_left_sends_nothing(int milliseconds)
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
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Webhooks.Published;
using static TriggerBridge.Tests.Webhooks.Published.PublishedFixture;

namespace TriggerBridge.Tests.Webhooks.Published;

/// <summary>Servers that do not give what was asked for.</summary>
public sealed class PublishedServerTests : IDisposable
{
    private readonly PublishedFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(256 * 1024, true)]
    [InlineData((256 * 1024) + 1, false)]
    public async Task It_may_have_256_KiB(int length, bool isTaken)
    {
        // Also where its length is not told.
        _fixture.Server.On = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new MemoryStream(new byte[length])) { Headers = { ContentLength = isTaken ? length : null } } });
        Assert.Equal(isTaken, await _fixture.FindAsync() is not null);
        _fixture.Server.On = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(new byte[length]) });
        Assert.Equal(isTaken, await _fixture.FindAsync("https://sender.example.com/told") is not null);
    }

    [Fact]
    public async Task A_slow_server_is_given_up()
    {
        _fixture.Server.On = async (_, cancellationToken) => await new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
        var finding = _fixture.FindAsync();

        _fixture.Time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Null(await finding);
        Assert.EndsWith(": it did not answer in time", Assert.Single(_fixture.Logs.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        _fixture.Server.On = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new Endless()) });
        var finding = _fixture.FindAsync();

        _fixture.Time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Null(await finding);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Only_200_is_an_answer(HttpStatusCode status)
    {
        _fixture.Server.On = (_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("one"), Headers = { Location = new("https://evil.example.com/keys") } });

        Assert.Null(await _fixture.FindAsync());
        Assert.Single(_fixture.Server.Asked);
    }

    [Fact]
    public async Task A_redirect_of_a_real_server_is_not_followed()
    {
        using var server = new Answering(address => $"302 Found\r\nLocation: {address}/again\r\nContent-Length: 0");
        await using var services = _fixture.Services(isDevelopment: true);

        Assert.Null(await services.GetRequiredService<IPublishedDocuments>().FindAsync(server.Address, Text, again: false, default));
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_is_not_compressed_as_it_says_is_nothing(string encoding)
    {
        using var server = new Answering(_ => $"200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: 26\r\n\r\nthis is no compressed text");
        await using var services = _fixture.Services(isDevelopment: true);

        Assert.Null(await services.GetRequiredService<IPublishedDocuments>().FindAsync(server.Address, Text, again: false, default));
        Assert.Single(_fixture.Logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Nothing_is_read_in_a_private_network()
    {
        using var server = new Answering(_ => "200 OK\r\nContent-Length: 0");
        await using var services = _fixture.Services(isDevelopment: false);

        Assert.Null(await services.GetRequiredService<IPublishedDocuments>().FindAsync(server.Address, Text, again: false, default));
        Assert.Equal(0, server.Requests);
        Assert.EndsWith(": it stands in a private network", Assert.Single(_fixture.Logs.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    /// <summary>Gives nothing and does not end.</summary>
    private sealed class Endless : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
    }

    /// <summary>A real server.</summary>
    private sealed class Answering : IDisposable
    {
        private readonly Func<Uri, string> _answer;
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _requests;

        public Answering(Func<Uri, string> answer)
        {
            _answer = answer;
            _listener.Start();
            Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/keys"));
            _ = AnswerAsync();
        }

        public Uri Address { get; }

        public int Requests => Volatile.Read(ref _requests);

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _requests);
                    if (await client.GetStream().ReadAsync(new byte[4096]) == 0) continue;
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {_answer(Address)}\r\n\r\n"));
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Tests.Webhooks.Published;

public sealed class PublishedDocumentsTests : IDisposable
{
    private const int Unknown = 30;

    private static readonly Uri Address = new("https://sender.example.com/keys");

    private readonly ManualClock _time = new();
    private readonly RecordedLogs _logs = new();
    private readonly SamplePublisher _server = new();
    private readonly ServiceProvider _services;

    public PublishedDocumentsTests()
    {
        _services = Services(isDevelopment: false, services => services.AddHttpClient(PublishedDocuments.Client).ConfigurePrimaryHttpMessageHandler(() => _server));
        _server.Documents[Address.AbsoluteUri] = "one"u8.ToArray();
    }

    private IPublishedDocuments Documents => _services.GetRequiredService<IPublishedDocuments>();

    public void Dispose()
    {
        _services.Dispose();
        _server.Dispose();
        _logs.Dispose();
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(1800, 30)]
    [InlineData(1, 5)]
    [InlineData(0, 5)]
    [InlineData(100 * 24 * 3600, 24 * 60)]
    public async Task It_is_kept_for_as_long_as_its_server_says_within_bounds(int? maxAge, int minutes)
    {
        _server.On = (request, _) =>
        {
            var answer = new HttpResponseMessage { Content = new ByteArrayContent(_server.Documents[request.RequestUri!.AbsoluteUri]) };
            if (maxAge is { } seconds) answer.Headers.CacheControl = new CacheControlHeaderValue { MaxAge = TimeSpan.FromSeconds(seconds) };
            return Task.FromResult(answer);
        };
        Assert.Equal("one", await FindAsync());
        _server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();

        _time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.Equal("one", await FindAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await FindAsync());
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task What_lacks_something_is_fetched_anew_at_most_once_a_minute()
    {
        await FindAsync();
        _server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();

        for (var i = 0; i < 59; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("one", await FindAsync(again: true));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await FindAsync(again: true));
        Assert.Equal("two", await FindAsync(again: true));
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task Without_its_server_it_is_good_for_a_day_longer()
    {
        await FindAsync();
        _server.Documents.Clear();

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("one", await FindAsync());
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal("one", await FindAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await FindAsync());

        _server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("two", await FindAsync());
    }

    [Fact]
    public async Task A_server_that_fails_is_left_alone_for_ten_seconds()
    {
        _server.Documents.Clear();

        for (var i = 0; i < 20; i++) Assert.Null(await FindAsync());
        Assert.Single(_server.Asked);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await FindAsync());
        Assert.Equal(2, _server.Asked.Count);
        Assert.Equal("What a sender is verified with cannot be read at https://sender.example.com/keys: it answered 404", Assert.Single(_logs.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task Many_who_look_at_once_wait_for_one_fetch()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.On = (_, _) => answer.Task;
        var looking = Enumerable.Range(0, 100).Select(_ => Task.Run(() => FindAsync())).ToList();
        await LedgerSteps.UntilAsync(() => Task.FromResult(_server.Asked.Count > 0));

        answer.SetResult(new HttpResponseMessage { Content = new StringContent("one") });

        Assert.All(await Task.WhenAll(looking), found => Assert.Equal("one", found));
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task One_who_leaves_does_not_end_it_for_the_others()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.On = (_, _) => answer.Task;
        using var leaving = new CancellationTokenSource();
        var first = Documents.FindAsync(Address, Text, again: false, leaving.Token).AsTask();
        var second = FindAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(new HttpResponseMessage { Content = new StringContent("one") });
        Assert.Equal("one", await second);
    }

    [Theory]
    [InlineData(256 * 1024, true)]
    [InlineData((256 * 1024) + 1, false)]
    public async Task It_may_have_256_KiB(int length, bool isTaken)
    {
        // Also where its length is not told.
        _server.On = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new MemoryStream(new byte[length])) { Headers = { ContentLength = isTaken ? length : null } } });
        Assert.Equal(isTaken, await FindAsync() is not null);
        _server.On = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(new byte[length]) });
        Assert.Equal(isTaken, await FindAsync("https://sender.example.com/told") is not null);
    }

    [Fact]
    public async Task A_slow_server_is_given_up()
    {
        _server.On = async (_, cancellationToken) => await new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
        var finding = FindAsync();

        _time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Null(await finding);
        Assert.EndsWith(": it did not answer in time", Assert.Single(_logs.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        _server.On = (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new Endless()) });
        var finding = FindAsync();

        _time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Null(await finding);
    }

    [Fact]
    public async Task What_is_not_what_was_expected_is_nothing_and_hides_nothing_that_is_known()
    {
        Assert.Null(await Documents.FindAsync<string>(new("https://sender.example.com/other"), _ => null, again: false, default));
        await FindAsync();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("one", await Documents.FindAsync<string>(Address, _ => null, again: false, default));
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Only_200_is_an_answer(HttpStatusCode status)
    {
        _server.On = (_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("one"), Headers = { Location = new("https://evil.example.com/keys") } });

        Assert.Null(await FindAsync());
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task A_redirect_of_a_real_server_is_not_followed()
    {
        using var server = new Answering(address => $"302 Found\r\nLocation: {address}/again\r\nContent-Length: 0");
        await using var services = Services(isDevelopment: true);

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
        await using var services = Services(isDevelopment: true);

        Assert.Null(await services.GetRequiredService<IPublishedDocuments>().FindAsync(server.Address, Text, again: false, default));
        Assert.Single(_logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Nothing_is_read_in_a_private_network()
    {
        using var server = new Answering(_ => "200 OK\r\nContent-Length: 0");
        await using var services = Services(isDevelopment: false);

        Assert.Null(await services.GetRequiredService<IPublishedDocuments>().FindAsync(server.Address, Text, again: false, default));
        Assert.Equal(0, server.Requests);
        Assert.EndsWith(": it stands in a private network", Assert.Single(_logs.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_most_30_unknown_addresses_are_looked_for_in_a_minute()
    {
        await FindAsync();
        for (var minute = 1; minute <= 2; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            var before = _server.Asked.Count;
            for (var i = 0; i < 200; i++) Assert.Null(await FindAsync(UnknownAddress(minute, i)));
            Assert.Equal(Unknown, _server.Asked.Count - before);
        }

        // They keep nobody from what is known, nor from what the bridge file names.
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 200; i++) await FindAsync(UnknownAddress(3, i));
        _server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();
        _server.Documents["https://other.example.com/keys"] = "configured"u8.ToArray();
        Assert.Equal("two", await FindAsync());
        Assert.Equal("configured", await Documents.FindConfiguredAsync(new("https://other.example.com/keys"), Text, again: false, default));
    }

    [Fact]
    public async Task What_was_never_found_makes_room_first()
    {
        const int known = 400;
        for (var i = 0; i < known; i++)
        {
            _server.Documents[KnownAddress(i)] = Encoding.UTF8.GetBytes(KnownAddress(i));
            Assert.NotNull(await Documents.FindConfiguredAsync(new(KnownAddress(i)), Text, again: false, default));
        }

        for (var i = 0; i < 3000; i++) await FindAsync(UnknownAddress(0, i));

        var before = _server.Asked.Count;
        for (var i = 0; i < known; i++) Assert.Equal(KnownAddress(i), await FindAsync(KnownAddress(i)));
        Assert.Equal(before, _server.Asked.Count);
    }

    [Fact]
    public async Task At_most_500_are_kept_and_the_latest_longest()
    {
        const int all = 700;
        for (var i = 0; i < all; i++)
        {
            _server.Documents[KnownAddress(i)] = "x"u8.ToArray();
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.NotNull(await Documents.FindConfiguredAsync(new(KnownAddress(i)), Text, again: false, default));
        }

        for (var i = all - 1; i >= all - 450; i--) Assert.NotNull(await FindAsync(KnownAddress(i)));
        Assert.Equal(all, _server.Asked.Count);
        Assert.NotNull(await FindAsync(KnownAddress(0)));
        Assert.Equal(all + 1, _server.Asked.Count);
    }

    private static string KnownAddress(int i) => string.Create(CultureInfo.InvariantCulture, $"https://sender.example.com/known/{i}");

    private static string UnknownAddress(int minute, int i) => string.Create(CultureInfo.InvariantCulture, $"https://sender.example.com/unknown/{minute}/{i}");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private Task<string?> FindAsync(bool again = false) => Documents.FindAsync(Address, Text, again, default).AsTask()!;

    private Task<string?> FindAsync(string address) => Documents.FindAsync(new Uri(address), Text, again: false, default).AsTask()!;

    private ServiceProvider Services(bool isDevelopment, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_logs)).AddSingleton<TimeProvider>(_time).AddPublishedDocuments(isDevelopment);
        more?.Invoke(services);
        return services.BuildServiceProvider();
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

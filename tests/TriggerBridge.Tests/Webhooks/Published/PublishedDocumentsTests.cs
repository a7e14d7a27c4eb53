using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Webhooks.Published.PublishedFixture;

namespace TriggerBridge.Tests.Webhooks.Published;

/// <summary>What senders publish is fetched once and kept.</summary>
public sealed class PublishedDocumentsTests : IDisposable
{
    private readonly PublishedFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(null, 60)]
    [InlineData(1800, 30)]
    [InlineData(1, 5)]
    [InlineData(0, 5)]
    [InlineData(100 * 24 * 3600, 24 * 60)]
    public async Task It_is_kept_for_as_long_as_its_server_says_within_bounds(int? maxAge, int minutes)
    {
        _fixture.Server.On = (request, _) =>
        {
            var answer = new HttpResponseMessage { Content = new ByteArrayContent(_fixture.Server.Documents[request.RequestUri!.AbsoluteUri]) };
            if (maxAge is { } seconds) answer.Headers.CacheControl = new CacheControlHeaderValue { MaxAge = TimeSpan.FromSeconds(seconds) };
            return Task.FromResult(answer);
        };
        Assert.Equal("one", await _fixture.FindAsync());
        _fixture.Server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();

        _fixture.Time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.Equal("one", await _fixture.FindAsync());
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await _fixture.FindAsync());
        Assert.Equal(2, _fixture.Server.Asked.Count);
    }

    [Fact]
    public async Task What_lacks_something_is_fetched_anew_at_most_once_a_minute()
    {
        await _fixture.FindAsync();
        _fixture.Server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();

        for (var i = 0; i < 59; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("one", await _fixture.FindAsync(again: true));
        }

        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await _fixture.FindAsync(again: true));
        Assert.Equal("two", await _fixture.FindAsync(again: true));
        Assert.Equal(2, _fixture.Server.Asked.Count);
    }

    [Fact]
    public async Task Without_its_server_it_is_good_for_a_day_longer()
    {
        await _fixture.FindAsync();
        _fixture.Server.Documents.Clear();

        _fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("one", await _fixture.FindAsync());
        _fixture.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal("one", await _fixture.FindAsync());
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _fixture.FindAsync());

        _fixture.Server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("two", await _fixture.FindAsync());
    }

    [Fact]
    public async Task A_server_that_fails_is_left_alone_for_ten_seconds()
    {
        _fixture.Server.Documents.Clear();

        for (var i = 0; i < 20; i++) Assert.Null(await _fixture.FindAsync());
        Assert.Single(_fixture.Server.Asked);
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await _fixture.FindAsync());
        Assert.Equal(2, _fixture.Server.Asked.Count);
        Assert.Equal("What a sender is verified with cannot be read at https://sender.example.com/keys: it answered 404", Assert.Single(_fixture.Logs.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task Many_who_look_at_once_wait_for_one_fetch()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _fixture.Server.On = (_, _) => answer.Task;
        var looking = Enumerable.Range(0, 100).Select(_ => Task.Run(() => _fixture.FindAsync())).ToList();
        await LedgerSteps.UntilAsync(() => Task.FromResult(_fixture.Server.Asked.Count > 0));

        answer.SetResult(new HttpResponseMessage { Content = new StringContent("one") });

        Assert.All(await Task.WhenAll(looking), found => Assert.Equal("one", found));
        Assert.Single(_fixture.Server.Asked);
    }

    [Fact]
    public async Task One_who_leaves_does_not_end_it_for_the_others()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _fixture.Server.On = (_, _) => answer.Task;
        using var leaving = new CancellationTokenSource();
        var first = _fixture.Documents.FindAsync(Address, Text, again: false, leaving.Token).AsTask();
        var second = _fixture.FindAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(new HttpResponseMessage { Content = new StringContent("one") });
        Assert.Equal("one", await second);
    }

    [Fact]
    public async Task What_is_not_what_was_expected_is_nothing_and_hides_nothing_that_is_known()
    {
        Assert.Null(await _fixture.Documents.FindAsync<string>(new("https://sender.example.com/other"), _ => null, again: false, default));
        await _fixture.FindAsync();
        _fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("one", await _fixture.Documents.FindAsync<string>(Address, _ => null, again: false, default));
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Credentials;

public sealed class SecretCacheTests : IDisposable
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private readonly ScriptedSecretSource _source = new() { Next = Found("first") };
    private readonly ManualClock _time = new();
    private readonly RecordedLogs _logs = new();
    private readonly ILoggerFactory _loggers;
    private readonly SecretCache _cache;

    public SecretCacheTests()
    {
        _loggers = LoggerFactory.Create(builder => builder.AddProvider(_logs));
        _cache = CacheOf(_source);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_cached_secret_is_given_synchronously_for_five_minutes()
    {
        await GetAsync();
        _time.Advance(TimeSpan.FromSeconds(299));

        var cached = _cache.GetAsync("name", CancellationToken.None);

        Assert.True(cached.IsCompletedSuccessfully);
        Assert.Equal("first", Text(await cached));
        Assert.Equal(1, _source.Reads);
    }

    [Fact]
    public async Task A_secret_that_must_not_be_old_is_read_again_first()
    {
        await WithinAMinuteAsync();
        _source.Next = Found("second");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(("first", 1), (Text(await WithinAMinuteAsync()), _source.Reads));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("second", 2), (Text(await WithinAMinuteAsync()), _source.Reads));
        Assert.Equal(("second", 2), (Text(await GetAsync()), _source.Reads));
    }

    [Fact]
    public async Task A_secret_that_must_not_be_old_serves_on_while_the_vault_is_away()
    {
        await WithinAMinuteAsync();
        _source.Next = new SecretLookup.Unavailable("name", "away");
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal("first", Text(await WithinAMinuteAsync()));
        }

        _time.Advance(TimeSpan.FromDays(1));
        Assert.IsType<SecretLookup.Unavailable>(await WithinAMinuteAsync());
        _source.Next = new SecretLookup.Missing("name");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SecretLookup.Missing>(await WithinAMinuteAsync());
    }

    [Fact]
    public async Task A_vault_that_hangs_is_waited_for_once_and_not_for_long()
    {
        await WithinAMinuteAsync();
        var gate = new TaskCompletionSource();
        (_source.Gate, _source.Next) = (gate.Task, Found("second"));
        _time.Advance(TimeSpan.FromMinutes(1));

        var waiting = WithinAMinuteAsync();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("first", Text(await waiting));
        Assert.True(WithinAMinuteAsync().IsCompleted);
        gate.SetResult();

        await UntilAsync("second");
        Assert.Equal(("second", 2), (Text(await WithinAMinuteAsync()), _source.Reads));
    }

    [Fact]
    public async Task A_secret_older_than_five_minutes_is_read_again()
    {
        await GetAsync();
        _source.Next = Found("second");
        _time.Advance(FiveMinutes);

        await UntilAsync("second");
        Assert.Equal(2, _source.Reads);
    }

    [Fact]
    public async Task While_a_vault_hangs_the_old_value_is_given_at_once_and_one_read_is_under_way()
    {
        await GetAsync();
        var gate = new TaskCompletionSource();
        (_source.Gate, _source.Next) = (gate.Task, Found("second"));
        _time.Advance(FiveMinutes);

        for (var i = 0; i < 20; i++)
        {
            var given = _cache.GetAsync("name", CancellationToken.None);
            Assert.True(given.IsCompletedSuccessfully);
            Assert.Equal("first", Text(await given));
        }

        gate.SetResult();
        await UntilAsync("second");
        Assert.Equal(2, _source.Reads);
    }

    [Fact]
    public async Task After_its_longest_time_an_old_value_is_waited_for()
    {
        await GetAsync();
        var gate = new TaskCompletionSource();
        (_source.Gate, _source.Next) = (gate.Task, Found("second"));
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Equal("first", Text(await GetAsync()));
        _time.Advance(TimeSpan.FromTicks(1));
        var waiting = GetAsync();
        Assert.False(waiting.IsCompleted);

        gate.SetResult();
        Assert.Equal("second", Text(await waiting));
        Assert.Equal(2, _source.Reads);
    }

    [Fact]
    public async Task After_its_longest_time_an_old_value_is_not_used_however_long_the_vault_stays_away()
    {
        var cache = CacheOf(_source, TimeSpan.FromMinutes(10));
        await cache.GetAsync("name", CancellationToken.None);
        _source.Next = new SecretLookup.Unavailable("name", "away");

        var given = new List<SecretLookup>();
        for (var minute = 1; minute <= 20; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            given.Add(await cache.GetAsync("name", CancellationToken.None));
        }

        Assert.All(given.Take(9), lookup => Assert.Equal("first", Text(lookup)));
        Assert.All(given.Skip(9), lookup => Assert.IsType<SecretLookup.Unavailable>(lookup));
    }

    [Fact]
    public async Task A_value_that_is_read_again_unchanged_is_as_good_as_new()
    {
        var cache = CacheOf(_source, TimeSpan.FromMinutes(10));
        await cache.GetAsync("name", CancellationToken.None);
        _time.Advance(FiveMinutes);
        await cache.GetAsync("name", CancellationToken.None);
        await UntilAsync(() => _source.Answers == 2);
        _source.Next = new SecretLookup.Unavailable("name", "away");
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal("first", Text(await cache.GetAsync("name", CancellationToken.None)));
    }

    [Fact]
    public async Task A_refused_value_that_is_old_too_is_read_before_it_is_tried_again()
    {
        var refused = await ValueAsync();
        _source.Next = Found("second");
        _time.Advance(FiveMinutes);

        Assert.Equal("second", Text(await RefreshAsync(refused)));
    }

    [Fact]
    public async Task A_fault_while_a_newer_value_is_read_is_logged_and_the_old_one_serves()
    {
        await GetAsync();
        _source.Gate = Task.FromException(new InvalidOperationException("bug"));
        _time.Advance(FiveMinutes);
        Assert.Equal("first", Text(await GetAsync()));
        await UntilAsync(() => _logs.At(LogLevel.Error).Any());

        for (var i = 0; i < 5; i++)
            Assert.Equal("first", Text(await GetAsync()));

        Assert.Equal(2, _source.Reads);
        _source.Gate = Task.CompletedTask;
        _source.Next = Found("second");
        _time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync("second");
    }

    [Fact]
    public async Task A_file_is_always_waited_for()
    {
        var source = new ScriptedSecretSource { Next = Found("first"), Lifetime = TimeSpan.FromSeconds(1), AnswersAtOnce = true };
        var cache = CacheOf(source);
        await cache.GetAsync("name", CancellationToken.None);
        var gate = new TaskCompletionSource();
        (source.Gate, source.Next) = (gate.Task, Found("second"));
        _time.Advance(TimeSpan.FromSeconds(1));
        var waiting = cache.GetAsync("name", CancellationToken.None).AsTask();
        gate.SetResult();

        Assert.Equal("second", Text(await waiting));
    }

    [Fact]
    public async Task A_source_may_ask_for_a_shorter_life()
    {
        var source = new ScriptedSecretSource { Next = Found("first"), Lifetime = TimeSpan.FromSeconds(1), AnswersAtOnce = true };
        var cache = CacheOf(source);
        await cache.GetAsync("name", CancellationToken.None);
        source.Next = new SecretLookup.Missing("name");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SecretLookup.Missing>(await cache.GetAsync("name", CancellationToken.None));
        source.Next = Found("second");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("second", Text(await cache.GetAsync("name", CancellationToken.None)));
    }

    [Fact]
    public async Task A_failed_second_read_keeps_the_old_value_and_is_repeated_after_half_a_minute()
    {
        await GetAsync();
        _source.Next = new SecretLookup.Unavailable("name", "away");
        _time.Advance(FiveMinutes);
        Assert.Equal("first", Text(await GetAsync()));
        await UntilAsync(() => _logs.At(LogLevel.Warning).Any(line => line.Contains("the last known value stays in use: away", StringComparison.Ordinal)));

        _source.Next = Found("second");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("first", Text(await GetAsync()));
        Assert.Equal(2, _source.Reads);
        _time.Advance(TimeSpan.FromSeconds(1));

        await UntilAsync("second");
    }

    [Fact]
    public async Task A_secret_that_was_removed_is_not_used_any_longer()
    {
        await GetAsync();
        _source.Next = new SecretLookup.Missing("name");
        _time.Advance(FiveMinutes);

        await UntilAsync(async () => await GetAsync() is SecretLookup.Missing);
    }

    [Fact]
    public async Task A_failure_is_cached_for_five_seconds()
    {
        _source.Next = new SecretLookup.Unavailable("name", "away");
        await GetAsync();
        _source.Next = Found("second");
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.IsType<SecretLookup.Unavailable>(await GetAsync());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("second", Text(await GetAsync()));
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_read()
    {
        var gate = new TaskCompletionSource();
        _source.Gate = gate.Task;
        var callers = Enumerable.Range(0, 50).Select(_ => Task.Run(GetAsync)).ToArray();
        SpinWait.SpinUntil(() => _source.Reads > 0);
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), lookup => Assert.Equal("first", Text(lookup)));
        Assert.Equal(1, _source.Reads);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_end_the_read_for_the_others()
    {
        var gate = new TaskCompletionSource();
        _source.Gate = gate.Task;
        using var impatient = new CancellationTokenSource();
        var leaving = _cache.GetAsync("name", impatient.Token).AsTask();
        var staying = GetAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult();

        Assert.Equal("first", Text(await staying));
        Assert.Equal(1, _source.Reads);
    }

    [Fact]
    public async Task A_refused_secret_is_read_again_before_its_time()
    {
        var refused = await ValueAsync();
        _source.Next = Found("second");

        Assert.Equal("second", Text(await RefreshAsync(refused)));
        Assert.Equal("second", Text(await GetAsync()));
    }

    [Fact]
    public async Task Refreshing_what_another_caller_has_refreshed_reads_nothing()
    {
        var refused = await ValueAsync();
        _source.Next = Found("second");
        await RefreshAsync(refused);

        Assert.Equal("second", Text(await RefreshAsync(refused)));
        Assert.Equal(2, _source.Reads);
    }

    [Fact]
    public async Task A_flood_of_refusals_reads_once_in_thirty_seconds()
    {
        var refused = await ValueAsync();
        for (var i = 0; i < 100; i++)
            Assert.Equal("first", Text(await RefreshAsync(refused)));
        Assert.Equal(2, _source.Reads);

        _time.Advance(TimeSpan.FromSeconds(30));
        await RefreshAsync(refused);

        Assert.Equal(3, _source.Reads);
    }

    [Fact]
    public async Task A_refresh_that_fails_keeps_the_old_value()
    {
        var refused = await ValueAsync();
        _source.Next = new SecretLookup.Unavailable("name", "away");

        Assert.Equal("first", Text(await RefreshAsync(refused)));
    }

    [Fact]
    public async Task A_refresh_that_finds_the_same_text_gives_the_same_object()
    {
        var refused = await ValueAsync();
        _source.Next = Found("first");

        Assert.Same(refused, Assert.IsType<SecretLookup.Found>(await RefreshAsync(refused)).Value);
        Assert.Equal(2, _source.Reads);
    }

    [Fact]
    public async Task An_unexpected_exception_reaches_the_caller_and_the_next_call_reads_anew()
    {
        _source.Gate = Task.FromException(new InvalidOperationException("bug"));
        await Assert.ThrowsAsync<InvalidOperationException>(GetAsync);
        _source.Gate = Task.CompletedTask;

        Assert.Equal("first", Text(await GetAsync()));
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
    }

    private static SecretLookup.Found Found(string text) => new(new SecretValue(text));

    private static string Text(SecretLookup lookup) => Assert.IsType<SecretLookup.Found>(lookup).Value.Reveal();

    private Task UntilAsync(string text) => UntilAsync(async () => Text(await GetAsync()) == text);

    private SecretCache CacheOf(ScriptedSecretSource source, TimeSpan? maxAge = null)
    {
        var options = new SecretOptions();
        if (maxAge is { } age)
            options.SecretMaxAge = age;
        return new SecretCache(source, Options.Create(options), _time, _loggers.CreateLogger<SecretCache>());
    }

    private Task<SecretLookup> GetAsync() => _cache.GetAsync("name", CancellationToken.None).AsTask();

    private Task<SecretLookup> WithinAMinuteAsync() => _cache.GetAsync("name", TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();

    private Task<SecretLookup> RefreshAsync(SecretValue seen) => _cache.RefreshAsync("name", seen, CancellationToken.None).AsTask();

    private async Task<SecretValue> ValueAsync() => Assert.IsType<SecretLookup.Found>(await GetAsync()).Value;
}

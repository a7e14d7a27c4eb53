using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Tokens;

public sealed class TokenCacheTests : IDisposable
{
    private static readonly IscTenant Tenant = new() { Name = "acme", BaseUrl = new Uri("https://acme.api.identitynow.com") };
    private static readonly ClientCredential Credential = new() { Id = "client-1", Secret = "sesame" };
    private readonly ManualClock _time = new();
    private readonly StubHttpHandler _handler;
    private readonly ServiceProvider _services;
    private readonly TokenCache _cache;
    private Func<Task<HttpResponseMessage>> _answer;
    private int _issued;

    public TokenCacheTests()
    {
        _answer = () => Task.FromResult(Token(749));
        _handler = new StubHttpHandler((_, _) => _answer());
        _services = IscTestClient.Over(_handler, _time);
        _cache = _services.GetRequiredService<TokenCache>();
    }

    public void Dispose()
    {
        _services.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task A_thousand_concurrent_callers_make_one_request()
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = () =>
        {
            asked.TrySetResult();
            return release.Task;
        };

        var callers = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => Issued())).ToArray();
        await asked.Task;
        release.SetResult(Token(749));
        var tokens = await Task.WhenAll(callers);

        Assert.Single(tokens.Distinct());
        Assert.Single(_handler.Requests);
    }

    [Theory]
    [InlineData(749, 689)]
    [InlineData(600, 540)]
    [InlineData(100, 90)]
    [InlineData(10, 9)]
    [InlineData(2592000, 2591940)]
    public async Task A_token_is_kept_until_shortly_before_it_expires(int lifetime, int usable)
    {
        _answer = () => Task.FromResult(Token(lifetime));
        var first = await Issued();

        _time.Advance(TimeSpan.FromSeconds(usable) - TimeSpan.FromTicks(1));
        Assert.Same(first, await Issued());

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotSame(first, await Issued());
        Assert.Equal(2, _handler.Requests.Count);
    }

    [Fact]
    public async Task The_time_that_the_request_took_counts_against_the_token()
    {
        _answer = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(Token(100));
        };
        var first = await Issued();
        Assert.Equal(_time.GetUtcNow().AddSeconds(95), first.ExpiresAt);

        _time.Advance(TimeSpan.FromSeconds(85));
        Assert.NotSame(first, await Issued());
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task A_shifted_wall_clock_changes_nothing(int hours)
    {
        var first = await Issued();
        _time.ShiftWallClock(TimeSpan.FromHours(hours));

        Assert.Same(first, await Issued());
    }

    [Fact]
    public async Task A_callers_cancellation_ends_its_own_wait_only()
    {
        var release = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = () => release.Task;
        using var cancellation = new CancellationTokenSource();
        var impatient = _cache.GetAsync(Tenant, Credential, cancellation.Token).AsTask();
        var patient = Issued();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);

        release.SetResult(Token(749));
        Assert.Equal("token-1", (await patient).Value);
        Assert.Single(_handler.Requests);
    }

    [Fact]
    public async Task Failures_are_shared_by_those_who_wait_but_not_kept()
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = () =>
        {
            asked.TrySetResult();
            return release.Task;
        };
        var first = _cache.GetAsync(Tenant, Credential, CancellationToken.None).AsTask();
        var second = _cache.GetAsync(Tenant, Credential, CancellationToken.None).AsTask();
        await asked.Task;
        release.SetResult(StubHttpHandler.Json(HttpStatusCode.BadGateway, IscBodies.BadGateway));

        Assert.IsType<TokenResult.Unavailable>(await first);
        Assert.Same(await first, await second);
        Assert.Single(_handler.Requests);

        _answer = () => Task.FromResult(Token(749));
        Assert.Equal("token-1", (await Issued()).Value);
    }

    [Fact]
    public async Task An_unexpected_fault_does_not_block_the_credential()
    {
        _answer = () => throw new InvalidOperationException("unexpected");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _cache.GetAsync(Tenant, Credential, CancellationToken.None).AsTask());

        _answer = () => Task.FromResult(Token(749));
        Assert.Equal("token-1", (await Issued()).Value);
    }

    [Fact]
    public async Task A_rejected_token_is_renewed_once_however_many_reject_it()
    {
        var rejected = await Issued();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            _cache.Reject(rejected);
            return await Issued();
        })));

        Assert.Single(tokens.Distinct());
        Assert.NotSame(rejected, tokens[0]);
        Assert.Equal(2, _handler.Requests.Count);
    }

    [Fact]
    public async Task Each_tenant_client_and_secret_has_its_own_token()
    {
        var tokens = new[]
        {
            await Issued(),
            await Issued(Credential with { Secret = "rotated" }),
            await Issued(Credential with { Id = "client-2" }),
            await Issued(tenant: Tenant with { BaseUrl = new Uri("https://other.api.identitynow.com") }),
        };
        Assert.Equal(4, tokens.Distinct().Count());

        Assert.Same(tokens[0], await Issued(Credential with { Url = "/another/url" }));
        Assert.Same(tokens[0], await Issued(tenant: Tenant with { ApiVersion = "beta" }));
    }

    private HttpResponseMessage Token(int expiresIn) => StubHttpHandler.Json(
        HttpStatusCode.OK, $$"""{"access_token":"token-{{Interlocked.Increment(ref _issued)}}","expires_in":{{expiresIn}}}""");

    private async Task<AccessToken> Issued(ClientCredential? credential = null, IscTenant? tenant = null) =>
        Assert.IsType<TokenResult.Issued>(await _cache.GetAsync(tenant ?? Tenant, credential ?? Credential, CancellationToken.None)).Token;
}

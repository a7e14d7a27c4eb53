using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;
using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Tenants;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Operations.Health;

public sealed class SecretCheckTests : IDisposable
{
    private readonly Vault _vault = new();
    private readonly RecordedLogs _logs = new();

    [Fact]
    public async Task Every_secret_of_an_enabled_bridge_and_of_a_tenant_is_asked_for_once()
    {
        await RunAsync(
            ["isc-read", null, "", "isc-read"],
            BridgeText.With("webhook", """{ "scheme": "meta", "secret": ["new", "old"], "verifyToken": "verify" }"""),
            BridgeText.With("webhook.secret", "\"new\""),
            PollText.Bridge(PollText.With(("request.auth", """{ "type": "bearer", "secret": "source-token" }"""))),
            $$"""{ "enabled": false, "webhook": { "scheme": "github", "secret": "of-a-disabled-one" }, {{BridgeText.With("webhook", null)[1..]}}""");

        Assert.Equal(["isc-leavers", "isc-read", "new", "old", "source-token", "verify"], _vault.Asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refused_secrets_are_told_by_reason_with_the_vault()
    {
        _vault.Answers["new"] = name => new SecretLookup.Unavailable(name, "no role; assign it") { IsRefusal = true };
        _vault.Answers["old"] = _vault.Answers["new"];
        _vault.Answers["isc-leavers"] = name => new SecretLookup.Unavailable(name, "network rules; allow the subnet") { IsRefusal = true };

        var refusals = await RunAsync([], BridgeText.With("webhook.secret", """["new", "old"]"""));

        Assert.Equal(["vault.example refuses isc-leavers: network rules; allow the subnet.", "vault.example refuses new, old: no role; assign it."], refusals);
    }

    [Fact]
    public async Task What_is_missing_or_may_pass_is_no_refusal_and_has_a_warning_each()
    {
        _vault.Answers["isc-leavers"] = name => new SecretLookup.Unavailable(name, "the vault is throttling");
        _vault.Answers["github-webhook-secret"] = name => new SecretLookup.Missing(name);

        Assert.Empty(await RunAsync([], BridgeText.Good));

        Assert.Equal(
            [
                "Secret 'isc-leavers' cannot be read: the vault is throttling",
                "There is no secret named 'github-webhook-secret' in vault.example: store it there; no restart is needed.",
            ],
            _logs.At(LogLevel.Warning).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task At_most_four_are_asked_for_at_a_time()
    {
        _vault.Gate = new TaskCompletionSource();
        var run = RunAsync([], [.. Enumerable.Range(0, 20).Select(i => BridgeText.With("webhook.secret", $"\"secret-{i}\""))]);
        Assert.True(SpinWait.SpinUntil(() => _vault.Asked.Count == 4, TimeSpan.FromMinutes(5)));
        _vault.Gate.SetResult();
        await run;

        Assert.Equal(4, _vault.MostAtOnce);
        Assert.Equal(21, _vault.Asked.Count);
    }

    [Fact]
    public async Task A_stop_ends_it()
    {
        _vault.Gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = RunAsync([], stop.Token, BridgeText.Good);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        _vault.Gate.SetResult();
    }

    public void Dispose() => _logs.Dispose();

    private Task<IReadOnlyList<string>> RunAsync(string?[] readCredentials, params string[] bridges) => RunAsync(readCredentials, CancellationToken.None, bridges);

    private async Task<IReadOnlyList<string>> RunAsync(string?[] readCredentials, CancellationToken cancellationToken, params string[] bridges)
    {
        using var folder = new BridgeFolder();
        foreach (var (i, bridge) in bridges.Index())
            folder.Add($"bridge-{i}.json", bridge);
        var catalog = folder.Load("acme");
        var tenants = new TenantOptions();
        foreach (var (i, name) in readCredentials.Index())
            tenants.Tenants[$"tenant-{i}"] = new TenantSettings { BaseUrl = new Uri("https://acme.example.com"), ReadCredential = name };
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(_logs));
        var secrets = new SecretCache(_vault, Options.Create(new SecretOptions()), TimeProvider.System, loggers.CreateLogger<SecretCache>());

        return await new SecretCheck(catalog, new TenantDirectory(Options.Create(tenants)), secrets).RunAsync(cancellationToken);
    }

    private sealed class Vault : ISecretSource
    {
        private readonly Lock _gate = new();
        private int _now;

        public Dictionary<string, Func<string, SecretLookup>> Answers { get; } = new(StringComparer.Ordinal);

        public ConcurrentQueue<string> Asked { get; } = new();

        public int MostAtOnce { get; private set; }

        public TaskCompletionSource? Gate { get; set; }

        public string Place => "vault.example";

        public async Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken)
        {
            lock (_gate)
                MostAtOnce = Math.Max(MostAtOnce, ++_now);
            Asked.Enqueue(name);
            if (Gate is not null)
                await Gate.Task;
            lock (_gate)
                _now--;
            return Answers.TryGetValue(name, out var answer) ? answer(name) : new SecretLookup.Found(new SecretValue("value"));
        }
    }
}

using Azure.Core;
using Azure.Identity;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Credentials;

public sealed class KeyVaultSecretSourceTests : IAsyncLifetime
{
    private FakeKeyVault _vault = null!;
    private KeyVaultSecretSource _source = null!;

    public async Task InitializeAsync()
    {
        _vault = await FakeKeyVault.StartAsync();
        _source = new KeyVaultSecretSource(() => _vault.CreateClient(), TimeProvider.System);
    }

    public async Task DisposeAsync() => await _vault.DisposeAsync();

    [Fact]
    public async Task A_secret_is_read_with_a_token_after_the_vaults_challenge()
    {
        _vault.Secrets["github-webhook-secret"] = "s3cr3t";

        var lookup = await _source.ReadAsync("github-webhook-secret", CancellationToken.None);

        Assert.Equal("s3cr3t", Assert.IsType<SecretLookup.Found>(lookup).Value.Reveal());
        Assert.Equal("401 /secrets/github-webhook-secret, 200 /secrets/github-webhook-secret", _vault.Answers);
    }

    [Fact]
    public async Task A_name_that_the_vault_does_not_know_is_missing_and_is_asked_for_once()
    {
        var lookup = await _source.ReadAsync("nobody", CancellationToken.None);

        Assert.Equal(new SecretLookup.Missing("nobody"), lookup);
        Assert.Equal("401 /secrets/nobody, 404 /secrets/nobody", _vault.Answers);
    }

    [Theory]
    [InlineData(403, "ForbiddenByRbac", "the identity lacks the role 'Key Vault Secrets User'")]
    [InlineData(403, null, "the identity lacks the role 'Key Vault Secrets User'")]
    [InlineData(403, "SecretDisabled", "the secret is disabled in the vault")]
    [InlineData(403, "ForbiddenByFirewall", "the vault's network rules do not let this app in")]
    [InlineData(409, null, "the vault answered 409")]
    public async Task A_refusal_says_what_to_do(int status, string? innerCode, string advice)
    {
        _vault.Faults.Enqueue(new FakeKeyVault.Fault(status, "Refused", innerCode));

        var lookup = await _source.ReadAsync("any", CancellationToken.None);

        Assert.StartsWith(advice, ReasonOf(lookup), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, null, true)]
    [InlineData(403, "ForbiddenByRbac", true)]
    [InlineData(403, null, true)]
    [InlineData(403, "ForbiddenByFirewall", true)]
    [InlineData(403, "SecretDisabled", false)]
    [InlineData(409, null, false)]
    public async Task Only_a_vault_that_does_not_let_the_app_in_refuses(int status, string? innerCode, bool refuses)
    {
        _vault.Faults.Enqueue(new FakeKeyVault.Fault(status, "Refused", innerCode));

        var lookup = await _source.ReadAsync("any", CancellationToken.None);

        Assert.Equal(refuses, Assert.IsType<SecretLookup.Unavailable>(lookup).IsRefusal);
    }

    [Fact]
    public void Its_place_is_the_vaults_host() => Assert.Equal("127.0.0.1", _source.Place);

    [Fact]
    public async Task A_token_that_the_vault_refuses_is_told_apart_from_a_missing_role()
    {
        _vault.Faults.Enqueue(new FakeKeyVault.Fault(401, "Unauthorized"));

        Assert.Contains("(401)", ReasonOf(await _source.ReadAsync("any", CancellationToken.None)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_read_is_tried_again()
    {
        _vault.Secrets["any"] = "value";
        _vault.Faults.Enqueue(new FakeKeyVault.Fault(429, "Throttled", RetryAfter: "0"));

        Assert.IsType<SecretLookup.Found>(await _source.ReadAsync("any", CancellationToken.None));
        Assert.Equal("401 /secrets/any, 429 /secrets/any, 200 /secrets/any", _vault.Answers);
    }

    [Fact]
    public async Task A_vault_that_goes_on_throttling_makes_the_secret_unavailable()
    {
        for (var i = 0; i < 3; i++)
            _vault.Faults.Enqueue(new FakeKeyVault.Fault(429, "Throttled", RetryAfter: "0"));

        Assert.Contains("throttling", ReasonOf(await _source.ReadAsync("any", CancellationToken.None)), StringComparison.Ordinal);
        Assert.Empty(_vault.Faults);
    }

    [Fact]
    public async Task An_unreachable_vault_makes_the_secret_unavailable()
    {
        var client = _vault.CreateClient();
        await _vault.DisposeAsync();

        var lookup = await new KeyVaultSecretSource(() => client, TimeProvider.System).ReadAsync("any", CancellationToken.None);

        Assert.Equal(KeyVaultFailure.Unreachable, ReasonOf(lookup));
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_is_waited_for_fifteen_seconds()
    {
        var time = new ManualClock();
        _vault.Faults.Enqueue(FakeKeyVault.Fault.NoAnswer);
        var read = new KeyVaultSecretSource(() => _vault.CreateClient(), time).ReadAsync("any", CancellationToken.None);
        SpinWait.SpinUntil(() => _vault.Faults.IsEmpty);
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(KeyVaultFailure.TooSlow, ReasonOf(await read));
    }

    [Fact]
    public async Task Without_an_identity_the_secret_is_unavailable()
    {
        var source = new KeyVaultSecretSource(() => _vault.CreateClient(new NoIdentity()), TimeProvider.System);

        Assert.Equal(KeyVaultFailure.NoIdentity, ReasonOf(await source.ReadAsync("any", CancellationToken.None)));
    }

    [Theory]
    [InlineData("name/4387e9f3d6e14c459867679a90fd0f79")]
    [InlineData("../keys/name")]
    [InlineData("under_score")]
    [InlineData("")]
    public async Task A_name_that_no_vault_allows_is_refused_without_asking(string name)
    {
        Assert.Equal(KeyVaultFailure.BadName, ReasonOf(await _source.ReadAsync(name, CancellationToken.None)));
        Assert.Empty(_vault.Answers);
    }

    [Fact]
    public async Task The_client_is_made_at_the_first_read_and_only_once()
    {
        var made = 0;
        var source = new KeyVaultSecretSource(
            () =>
            {
                made++;
                return _vault.CreateClient();
            },
            TimeProvider.System);
        Assert.Equal(0, made);

        await source.ReadAsync("one", CancellationToken.None);
        await source.ReadAsync("two", CancellationToken.None);

        Assert.Equal(1, made);
    }

    private static string ReasonOf(SecretLookup lookup) => Assert.IsType<SecretLookup.Unavailable>(lookup).Reason;

    private sealed class NoIdentity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("No credential here.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("No credential here.");
    }
}

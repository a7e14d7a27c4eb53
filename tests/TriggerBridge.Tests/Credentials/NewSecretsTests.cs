using TriggerBridge.Credentials;

namespace TriggerBridge.Tests.Credentials;

/// <summary>What the app itself comes by is stored where nothing is.</summary>
public sealed class NewSecretsTests
{
    private static readonly SecretValue Brought = new("brought");

    [Fact]
    public async Task One_that_is_missing_is_stored_in_the_vault()
    {
        await using var vault = await FakeKeyVault.StartAsync();

        Assert.Null(await Of(vault).TryAddAsync("hook", Brought));
        Assert.Equal("brought", vault.Secrets["hook"]);
    }

    [Fact]
    public async Task One_that_exists_stays()
    {
        await using var vault = await FakeKeyVault.StartAsync();
        vault.Secrets["hook"] = "known";

        Assert.NotNull(await Of(vault).TryAddAsync("hook", Brought));
        Assert.Equal("known", vault.Secrets["hook"]);
        Assert.True(await Of(vault).AnyExistsAsync(["other", "hook"], CancellationToken.None));
        Assert.False(await Of(vault).AnyExistsAsync(["other"], CancellationToken.None));
    }

    [Fact]
    public async Task An_app_that_may_not_write_says_so()
    {
        await using var vault = await FakeKeyVault.StartAsync();
        vault.RefusesWrites = true;

        Assert.Equal("the identity may not write to the vault (403): give it the role 'Key Vault Secrets Officer'.", await Of(vault).TryAddAsync("hook", Brought));
        Assert.Empty(vault.Secrets);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_read_is_not_written_to()
    {
        await using var vault = await FakeKeyVault.StartAsync();
        vault.Faults.Enqueue(new FakeKeyVault.Fault(403, "Forbidden", "ForbiddenByRbac"));

        Assert.NotNull(await Of(vault).TryAddAsync("hook", Brought));
        Assert.Empty(vault.Secrets);
        vault.Faults.Enqueue(new FakeKeyVault.Fault(403, "Forbidden", "ForbiddenByRbac"));
        Assert.Null(await Of(vault).AnyExistsAsync(["hook"], CancellationToken.None));
    }

    private static NewSecrets Of(FakeKeyVault vault) =>
        new(new KeyVaultSecretSource(() => vault.CreateClient(), TimeProvider.System), new KeyVaultSecretStore(() => vault.CreateClient()), TimeProvider.System);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;

namespace TriggerBridge.Tests.Credentials;

public sealed class CredentialServicesTests
{
    private const string Vault = "https://contoso.vault.azure.net";

    [Theory]
    [InlineData(false, null, null, "TriggerBridge__KeyVaultUri is not set: ")]
    [InlineData(false, "", "", "TriggerBridge__KeyVaultUri is not set: ")]
    [InlineData(false, Vault, "secrets.json", "TriggerBridge__SecretsFile is set: ")]
    [InlineData(false, null, "secrets.json", "TriggerBridge__SecretsFile is set: ")]
    [InlineData(true, null, null, "TriggerBridge__SecretsFile is not set: ")]
    [InlineData(true, Vault, "secrets.json", "TriggerBridge__KeyVaultUri and TriggerBridge__SecretsFile are both set: ")]
    [InlineData(true, "http://contoso.vault.azure.net", null, "TriggerBridge__KeyVaultUri is not an https address: ")]
    [InlineData(false, "contoso", null, "TriggerBridge__KeyVaultUri is not an https address: ")]
    public async Task A_host_without_a_place_of_secrets_refuses_to_start_and_says_what_to_set(
        bool isDevelopment, string? vault, string? file, string problem)
    {
        using var host = CreateHost(isDevelopment, vault, file);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith(problem, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("00:04:59")]
    [InlineData("31.00:00:00")]
    public async Task A_longest_time_for_old_secrets_that_makes_no_sense_stops_the_start(string time)
    {
        using var host = CreateHost(isDevelopment: false, Vault, null, maxAge: time);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith($"TriggerBridge__SecretMaxAge is {time}: use 00:05:00 to 30.00:00:00.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, Vault, null)]
    [InlineData(true, Vault, null)]
    [InlineData(true, null, "secrets.json")]
    public async Task A_host_with_one_place_of_secrets_starts(bool isDevelopment, string? vault, string? file)
    {
        using var host = CreateHost(isDevelopment, vault, file);

        await host.StartAsync();
        Assert.NotNull(host.Services.GetRequiredService<SecretCache>());
        await host.StopAsync();
    }

    [Fact]
    public async Task Outside_development_secrets_come_from_the_vault()
    {
        await using var vault = await FakeKeyVault.StartAsync();
        vault.Secrets["name"] = "of the vault";
        using var host = CreateHost(isDevelopment: false, vault.Uri.ToString(), null, services => services.AddSingleton(vault.CreateClient()));

        var lookup = await host.Services.GetRequiredService<SecretCache>().GetAsync("name", CancellationToken.None);

        Assert.Equal("of the vault", Assert.IsType<SecretLookup.Found>(lookup).Value.Reveal());
    }

    [Fact]
    public async Task In_development_secrets_come_from_the_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"name":"of the file"}""");
        using var host = CreateHost(isDevelopment: true, null, file);

        var lookup = await host.Services.GetRequiredService<SecretCache>().GetAsync("name", CancellationToken.None);
        File.Delete(file);

        Assert.Equal("of the file", Assert.IsType<SecretLookup.Found>(lookup).Value.Reveal());
    }

    private static IHost CreateHost(bool isDevelopment, string? vault, string? file, Action<IServiceCollection>? more = null, string? maxAge = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TriggerBridge:KeyVaultUri"] = vault,
            ["TriggerBridge:SecretsFile"] = file,
            ["TriggerBridge:SecretMaxAge"] = maxAge,
        });
        builder.Services.AddLogging();
        more?.Invoke(builder.Services);
        builder.Services.AddCredentials(builder.Configuration, isDevelopment);
        return builder.Build();
    }
}

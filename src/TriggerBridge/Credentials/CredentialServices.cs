using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TriggerBridge.Credentials;

public static class CredentialServices
{
    /// <summary>
    /// Adds <see cref="SecretCache"/>, <see cref="SecretStore"/>, and the app's Azure identity as <see cref="TokenCredential"/>, made when it is first asked for.
    /// The host refuses to start when <see cref="SecretOptions"/> name no usable place of secrets.
    /// </summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<SecretOptions>().Bind(configuration.GetSection(SecretOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecretOptions>>(new SecretOptionsValidator(isDevelopment));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(_ => CreateIdentity());
        services.TryAddSingleton(CreateClient);
        services.TryAddSingleton(CreateSource);
        services.TryAddSingleton(CreateStore);
        services.TryAddSingleton(provider => new SecretCache(
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<IOptions<SecretOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SecretCache>>()));
        services.TryAddSingleton<SecretSeal>();
        services.TryAddSingleton<NewSecrets>();
        return services;
    }

    private static ISecretSource CreateSource(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SecretOptions>>().Value.SecretsFile is { Length: > 0 } path
            ? new FileSecretSource(path, provider.GetRequiredService<ILogger<FileSecretSource>>())
            : new KeyVaultSecretSource(provider.GetRequiredService<SecretClient>, provider.GetRequiredService<TimeProvider>());

    private static SecretStore CreateStore(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SecretOptions>>().Value.SecretsFile is { Length: > 0 } path
            ? new FileSecretStore(path)
            : new KeyVaultSecretStore(provider.GetRequiredService<SecretClient>);

    private static SecretClient CreateClient(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<SecretOptions>>().Value.KeyVaultUri,
        provider.GetRequiredService<TokenCredential>(),
        new SecretClientOptions
        {
            Retry = { MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(2), NetworkTimeout = TimeSpan.FromSeconds(5) },
        });

    /// <summary>The identity of whoever deploys, who may have signed in with the Azure Developer CLI only.</summary>
    internal static TokenCredential CreateIdentityOfDeployer() => CreateIdentity(takesAzd: true);

    // What a server has (environment, workload identity, managed identity), and for a developer the Azure CLI: no windows, no IDEs.
    private static DefaultAzureCredential CreateIdentity(bool takesAzd = false) => new DefaultAzureCredential(new DefaultAzureCredentialOptions
    {
        ExcludeVisualStudioCredential = true,
        ExcludeVisualStudioCodeCredential = true,
        ExcludeAzurePowerShellCredential = true,
        ExcludeAzureDeveloperCliCredential = !takesAzd,
        ExcludeInteractiveBrowserCredential = true,
    });
}

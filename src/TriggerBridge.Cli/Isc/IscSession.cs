using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tenants;

namespace TriggerBridge.Cli.Isc;

/// <summary>A tenant, with the credential of a person (a personal access token's client). The settings are the app's environment variables.</summary>
internal sealed class IscSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private IscSession(ServiceProvider services, IscTenant tenant, string credentialName, IscApi api)
    {
        _services = services;
        Tenant = tenant;
        CredentialName = credentialName;
        Api = api;
    }

    public IscTenant Tenant { get; }

    /// <summary>The secret that the credential came from.</summary>
    public string CredentialName { get; }

    public IscApi Api { get; }

    public SecretStore Secrets => _services.GetRequiredService<SecretStore>();

    /// <returns>Null if there is no such secret.</returns>
    /// <exception cref="CliException">It cannot be read.</exception>
    public Task<string?> ReadSecretAsync(string name, CancellationToken cancellationToken) =>
        ReadSecretAsync(_services.GetRequiredService<SecretCache>(), name, cancellationToken);

    /// <summary>The same tenant with another credential.</summary>
    public IscApi As(ClientCredential credential) => _services.GetRequiredService<IscApiFactory>().Create(Tenant, credential);

    /// <param name="tenantName">Null: the only one that is configured.</param>
    /// <param name="credentialName">Null: the tenant's ReadCredential.</param>
    /// <param name="cancellationToken">Ends the reading of the credential.</param>
    /// <exception cref="CliException">A setting is missing or wrong.</exception>
    public static async Task<IscSession> OpenAsync(string? tenantName, string? credentialName, CancellationToken cancellationToken)
    {
        var services = CreateServices();
        try
        {
            var tenants = Read(() => services.GetRequiredService<TenantDirectory>());
            var tenant = Choose(tenants, tenantName);
            var name = credentialName ?? tenants.ReadCredentialOf(tenant.Name) ?? throw new CliException(
                $"Tenant {tenant.Name} has no credential: set TriggerBridge__Tenants__{tenant.Name}__ReadCredential to the secret with a personal access token's client, or give --credential.",
                ExitCode.Configuration);
            var credential = await ReadCredentialAsync(Read(() => services.GetRequiredService<SecretCache>()), name, cancellationToken);
            return new(services, tenant, name, services.GetRequiredService<IscApiFactory>().Create(tenant, credential));
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static ServiceProvider CreateServices()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var isDevelopment = string.Equals(
            configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["AZURE_FUNCTIONS_ENVIRONMENT"], "Development", StringComparison.OrdinalIgnoreCase);
        var services = new ServiceCollection();
        // What goes wrong is said once, in words, by the command.
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddCredentials(configuration, isDevelopment);
        services.AddIscClients();
        services.AddTenants(configuration, isDevelopment);
        return services.BuildServiceProvider();
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OptionsValidationException invalid)
        {
            throw new CliException(string.Join(Environment.NewLine, invalid.Failures), ExitCode.Configuration, invalid);
        }
        catch (InvalidOperationException fault) when (UnreadableSetting.Describe(fault) is { } problem)
        {
            throw new CliException(problem, ExitCode.Configuration, fault);
        }
    }

    private static IscTenant Choose(TenantDirectory tenants, string? name)
    {
        var names = tenants.Names.Order(StringComparer.OrdinalIgnoreCase).ToList();
        if (name is not null)
            return tenants.Names.Contains(name) ? tenants[name] : throw new CliException($"There are no settings for tenant '{name}': {Known(names)}", ExitCode.Configuration);
        return names is [var only] ? tenants[only] : throw new CliException(names is [] ? NoneIsSetUp : $"Which tenant? {Known(names)}", ExitCode.Configuration);
    }

    private const string NoneIsSetUp = "No tenant is set up: set TriggerBridge__Tenants__{tenant}__BaseUrl, such as https://acme.api.identitynow.com.";

    private static string Known(List<string> names) => names.Count > 0
        ? $"give --tenant with one of {string.Join(", ", names)}."
        : NoneIsSetUp;

    private static async Task<ClientCredential> ReadCredentialAsync(SecretCache secrets, string name, CancellationToken cancellationToken)
    {
        if (await ReadSecretAsync(secrets, name, cancellationToken) is not { } secret)
            throw new CliException($"There is no secret named '{name}': store the personal access token's client there, as {{\"id\",\"secret\"}}.", ExitCode.Configuration);
        return ClientCredential.TryParse(secret, out var credential, out var problem)
            ? credential
            : throw new CliException($"Secret '{name}' is no credential: {problem}.", ExitCode.Configuration);
    }

    private static async Task<string?> ReadSecretAsync(SecretCache secrets, string name, CancellationToken cancellationToken) =>
        await secrets.GetAsync(name, cancellationToken) switch
        {
            SecretLookup.Found found => found.Value.Reveal(),
            SecretLookup.Unavailable unavailable => throw new CliException($"Secret '{name}' cannot be read: {unavailable.Reason}.", ExitCode.Configuration),
            _ => null,
        };
}

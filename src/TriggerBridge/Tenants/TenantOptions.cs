using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TriggerBridge.SailPoint;

namespace TriggerBridge.Tenants;

/// <summary>The ISC tenants; section <c>TriggerBridge</c>.</summary>
public sealed class TenantOptions
{
    /// <summary>By the name that bridges use.</summary>
    public Dictionary<string, TenantSettings> Tenants { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Not a setting: credentials may lead to this machine without TLS.</summary>
    internal bool IsDevelopment { get; set; }
}

/// <summary>One ISC tenant.</summary>
public sealed class TenantSettings
{
    /// <summary>Such as <c>https://acme.api.identitynow.com</c>.</summary>
    public Uri? BaseUrl { get; set; }

    public string ApiVersion { get; set; } = "v2026";

    /// <summary>
    /// Hosts beside that of <see cref="BaseUrl"/> to which the <c>url</c> of a credential may lead, with commas between them; with a port
    /// where it is not 443.
    /// </summary>
    public string? AllowedHosts { get; set; }

    internal IReadOnlyList<string> AllowedHostList => AllowedHosts?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The name of the secret that holds a personal access token's client (<c>{"id","secret"}</c>), for reading executions.</summary>
    public string? ReadCredential { get; set; }

    /// <summary>How many calls each client id may make in any ten seconds, on all instances together; 0: no limit.</summary>
    public int RequestsPer10Seconds { get; set; } = 100;

    /// <summary>How many executions ISC takes in a UTC day before it slows down to 5 per second; 0: no such quota.</summary>
    public int ExecutionsPerDay { get; set; } = 400_000;

    /// <summary>How many calls the contract allows in a UTC month; 0: no such quota.</summary>
    public int CallsPerMonth { get; set; }
}

internal sealed class TenantOptionsValidator : IValidateOptions<TenantOptions>
{
    public ValidateOptionsResult Validate(string? name, TenantOptions options)
    {
        var problems = options.Tenants.SelectMany(tenant => Problems($"TriggerBridge__Tenants__{tenant.Key}__", tenant.Value)).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(string prefix, TenantSettings settings)
    {
        if (settings.BaseUrl is not { IsAbsoluteUri: true } url)
            yield return $"{prefix}BaseUrl is not set: give the tenant's API address, such as https://acme.api.identitynow.com.";
        else if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            yield return $"{prefix}BaseUrl must begin with https:// (http:// is for a simulator on this machine only).";

        if (!IscVersion.All.Contains(settings.ApiVersion, StringComparer.Ordinal))
            yield return $"{prefix}ApiVersion is '{settings.ApiVersion}': use one of {string.Join(", ", IscVersion.All)}.";

        foreach (var host in settings.AllowedHostList.Where(host => !IsHost(host)))
            yield return $"{prefix}AllowedHosts has '{host}': give hosts as isc.example.com or, where the port is not 443, isc.example.com:8443, with commas between them.";

        if (settings.RequestsPer10Seconds is < 0 or > 10_000)
            yield return $"{prefix}RequestsPer10Seconds is {settings.RequestsPer10Seconds}: use 1 to 10000, or 0 for no limit. ISC allows 100.";
        if (settings.ExecutionsPerDay < 0)
            yield return $"{prefix}ExecutionsPerDay is {settings.ExecutionsPerDay}: use 1 or more, or 0 for no quota. ISC allows 400000.";
        if (settings.CallsPerMonth < 0)
            yield return $"{prefix}CallsPerMonth is {settings.CallsPerMonth}: use 1 or more, or 0 for no quota.";
    }

    // As it stands in an https address: without anything else, and without the port that goes without saying.
    private static bool IsHost(string text) =>
        Uri.TryCreate($"https://{text}/", UriKind.Absolute, out var url)
        && url.HostNameType != UriHostNameType.Basic
        && string.Equals(url.Authority, text, StringComparison.OrdinalIgnoreCase)
        && url is { UserInfo: "", PathAndQuery: "/", Fragment: "" };
}

public static class TenantServices
{
    /// <summary>Adds <see cref="TenantOptions"/>, checked at start, and <see cref="TenantDirectory"/>.</summary>
    public static IServiceCollection AddTenants(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton<IValidateOptions<TenantOptions>, TenantOptionsValidator>();
        services.AddOptions<TenantOptions>()
            .Bind(configuration.GetSection("TriggerBridge"))
            .Configure(options => options.IsDevelopment = isDevelopment)
            .ValidateOnStart();
        services.AddSingleton<TenantDirectory>();
        return services;
    }
}

/// <summary>The configured tenants by name.</summary>
public sealed class TenantDirectory(IOptions<TenantOptions> options)
{
    private readonly Dictionary<string, IscTenant> _tenants = options.Value.Tenants.ToDictionary(
        tenant => tenant.Key,
        tenant => new IscTenant
        {
            Name = tenant.Key,
            BaseUrl = tenant.Value.BaseUrl!,
            ApiVersion = tenant.Value.ApiVersion,
            AllowedHosts = tenant.Value.AllowedHostList.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            AllowsHttpToLoopback = options.Value.IsDevelopment,
        },
        StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, string?> _readCredentials = options.Value.Tenants.ToDictionary(
        tenant => tenant.Key, tenant => tenant.Value.ReadCredential, StringComparer.OrdinalIgnoreCase);

    public IscTenant this[string name] => _tenants[name];

    /// <summary>The secret by which a tenant's executions are read; null where there is none, or no such tenant any more.</summary>
    public string? ReadCredentialOf(string name) => _readCredentials.GetValueOrDefault(name) is { Length: > 0 } secret ? secret : null;

    /// <summary>Whether a tenant's executions can be read at all.</summary>
    public bool CanBeRead(string name) => ReadCredentialOf(name) is not null;

    /// <summary>The tenant that an address belongs to; null for an address of none.</summary>
    public string? NameAt(Uri address) =>
        _tenants.Values.FirstOrDefault(tenant => tenant.BaseUrl.Authority == address.Authority || tenant.AllowedHosts.Contains(address.Authority))?.Name;

    /// <summary>The names of the secrets by which executions are read.</summary>
    public IEnumerable<string> ReadCredentials => _readCredentials.Values.OfType<string>().Where(name => name.Length > 0);

    public IReadOnlySet<string> Names => _tenants.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
}

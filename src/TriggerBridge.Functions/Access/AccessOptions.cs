using Microsoft.Extensions.Options;

namespace TriggerBridge.Functions.Access;

/// <summary>How operators prove who they are; section <c>TriggerBridge</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>The name of the secret with the API keys. Without it, no key is known.</summary>
    public string? ApiKeysSecret { get; set; }

    public EntraSettings Entra { get; set; } = new();
}

/// <summary>Which access tokens of Entra ID are taken. Without them none are.</summary>
internal sealed class EntraSettings
{
    private const string ApiScheme = "api://";

    /// <summary>The tenant's id. Its name would not do, as tokens have the id.</summary>
    public string? TenantId { get; set; }

    /// <summary>Whom the tokens must be for: the app registration's client id, or its <c>api://</c> address.</summary>
    public string? Audience { get; set; }

    /// <summary>Who makes the tokens; null: the tenant, in the global cloud.</summary>
    public string? Authority { get; set; }

    // A variable that is set to nothing counts as not set.
    public bool IsSet => TenantId is { Length: > 0 } && Audience is { Length: > 0 };

    public Uri Issuer => new(Authority is { Length: > 0 } own ? own.TrimEnd('/') : $"https://login.microsoftonline.com/{TenantId}/v2.0");

    /// <summary>Both forms: tokens have the one or the other, by the registration's settings.</summary>
    public IReadOnlyList<string> Audiences => Audience!.StartsWith(ApiScheme, StringComparison.Ordinal) ? [Audience, Audience[ApiScheme.Length..]] : [Audience, ApiScheme + Audience];
}

internal sealed class AccessOptionsValidator(bool isDevelopment) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var entra = options.Entra;
        var problems = new List<string>();
        var (hasTenant, hasAudience) = (entra.TenantId is { Length: > 0 }, entra.Audience is { Length: > 0 });
        if (hasTenant != hasAudience)
            problems.Add($"TriggerBridge__Entra__{(hasTenant ? "Audience" : "TenantId")} is not set: access tokens of Entra ID need both, TenantId and Audience.");
        if (hasTenant && !Guid.TryParseExact(entra.TenantId, "D", out _))
            problems.Add("TriggerBridge__Entra__TenantId must be the tenant's id, such as 0f5b7b2e-6c1d-4f0e-9d5a-3a1c8e2b4d6f: a name or 'common' would not tell one tenant from another.");
        if (entra.Authority is { Length: > 0 } authority && !IsAuthority(authority))
            problems.Add("TriggerBridge__Entra__Authority must be an https address without a query, such as https://login.microsoftonline.com/{tenant}/v2.0.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private bool IsAuthority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 }
        && (uri.Scheme == Uri.UriSchemeHttps || (isDevelopment && uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp));
}

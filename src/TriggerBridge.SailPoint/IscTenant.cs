using System.Collections.Frozen;

namespace TriggerBridge.SailPoint;

/// <summary>One ISC tenant and the version of its API that is called.</summary>
public sealed record IscTenant
{
    /// <summary>The name that configuration refers to it by.</summary>
    public required string Name { get; init; }

    /// <summary>For example <c>https://acme.api.identitynow.com</c>; a path in it (a gateway's) is kept.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary><c>v2026</c> and the like, <c>beta</c>, or <c>v1</c> for the API that is versioned by service.</summary>
    public string ApiVersion { get; init; } = "v2026";

    /// <summary>Hosts beside that of <see cref="BaseUrl"/> to which a credential's URL may lead, with a port where it is not 443.</summary>
    public IReadOnlySet<string> AllowedHosts { get; init; } = FrozenSet<string>.Empty;

    /// <summary>A credential's URL may lead to this machine without TLS.</summary>
    public bool AllowsHttpToLoopback { get; init; }

    /// <summary>Why neither token nor input may be sent to a credential's URL, after "its 'url'"; null: they may.</summary>
    internal string? ObjectionTo(Uri url)
    {
        var isOwn = string.Equals(url.Authority, BaseUrl.Authority, StringComparison.OrdinalIgnoreCase);
        return url switch
        {
            { UserInfo.Length: > 0 } => "has a user name in it",
            _ when url.Scheme != Uri.UriSchemeHttps && !(AllowsHttpToLoopback && url.IsLoopback) => "is not https",
            _ when !isOwn && !AllowedHosts.Contains(url.Authority) =>
                $"leads to {url.Authority}, which is not one of the tenant's hosts",
            _ => null,
        };
    }

    internal Uri TokenEndpoint => Under("oauth/token");

    /// <summary>The address below <see cref="BaseUrl"/>, whether or not either side brings the slash between them.</summary>
    internal Uri Under(string path) =>
        new($"{BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path.TrimStart('/')}");
}

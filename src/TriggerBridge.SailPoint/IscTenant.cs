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

    public Uri TokenEndpoint => Under("oauth/token");

    /// <summary>The address below <see cref="BaseUrl"/>, whether or not either side brings the slash between them.</summary>
    internal Uri Under(string path) =>
        new($"{BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path.TrimStart('/')}");
}

using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace TriggerBridge.Functions.Hosting;

/// <summary>The address to which a sender sent its request: proxies and the Functions host change the one that arrives.</summary>
internal sealed class PublicAddress(IOptions<WebhookOptions> options, bool isUnderFunctionsHost)
{
    private readonly string? _base = options.Value.PublicBaseUrl?.AbsoluteUri.TrimEnd('/');

    private readonly TrustedProxies? _proxies = TrustedProxies.TryParse(options.Value.TrustedProxies, out var proxies) ? proxies : null;

    public string Of(HttpRequest request) => (_base ?? Origin(request)) + Target(request);

    private string Origin(HttpRequest request)
    {
        var scheme = request.Scheme;
        var host = request.Host.Value;
        // The Functions host overwrites these headers, so under it they are not a client's invention.
        if (isUnderFunctionsHost || _proxies?.Contain(request.HttpContext.Connection.RemoteIpAddress) == true)
        {
            scheme = Last(request.Headers["X-Forwarded-Proto"]) ?? scheme;
            host = Last(request.Headers["X-Forwarded-Host"]) ?? host;
        }

        return scheme + Uri.SchemeDelimiter + host;
    }

    // As it was sent: a sender signs the characters, not their meaning.
    private static string Target(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target ? target : request.GetEncodedPathAndQuery();

    // A proxy that does not overwrite adds to the end; what stands before is the client's.
    private static string? Last(string? values) => values?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
}

using System.Net;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace TriggerBridge.Functions.Requests;

/// <summary>
/// The address to which a sender sent its request, which some senders sign. The Functions host hands on the sender's <c>Host</c>, but
/// neither the scheme nor what a proxy says of it: it is https, unless <c>PublicBaseUrl</c> says otherwise.
/// </summary>
public sealed class PublicAddress(IOptions<WebhookOptions> options)
{
    private readonly string? _base = options.Value.PublicBaseUrl?.AbsoluteUri.TrimEnd('/');

    public string Of(HttpRequest request) => (_base ?? Origin(request)) + Target(request);

    // On a developer's machine there is no TLS.
    private static string Origin(HttpRequest request) =>
        (IsLoopback(request.Host.Host) ? request.Scheme : Uri.UriSchemeHttps) + Uri.SchemeDelimiter + request.Host.Value;

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // As it was sent: a sender signs the characters, not their meaning.
    private static string Target(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target ? target : request.GetEncodedPathAndQuery();
}

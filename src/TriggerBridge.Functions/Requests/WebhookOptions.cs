using Microsoft.Extensions.Options;

namespace TriggerBridge.Functions.Requests;

/// <summary>Limits of what is received; section <c>TriggerBridge</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>The largest body that is read; larger ones are answered with 413.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>What stands before <c>/api/hooks/</c> in the addresses that senders were given; some of them sign it.</summary>
    public Uri? PublicBaseUrl { get; set; }

    /// <summary>Who vouches for the certificates that callers show.</summary>
    public ClientCertificates ClientCertificates { get; set; }
}

/// <summary>Where the certificate that a caller showed comes from.</summary>
public enum ClientCertificates
{
    /// <summary>Nobody asks for one: a header that says so is the caller's own.</summary>
    None,

    /// <summary>App Service asks for it and passes it on in a header, in place of the caller's.</summary>
    Platform,

    /// <summary>This server asks for it itself.</summary>
    Connection,
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    // Above the server's 30,000,000 bytes the Functions host answers 500 by itself: https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/options
    private const int Most = 24 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var problems = new List<string>();
        if (options.MaxBodyBytes is not (>= 1024 and <= Most))
            problems.Add($"TriggerBridge__MaxBodyBytes must lie between 1024 and {Most}.");
        if (options.PublicBaseUrl is { } url && !(url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.Query.Length == 0))
            problems.Add("TriggerBridge__PublicBaseUrl must be an address such as https://hooks.example.com.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

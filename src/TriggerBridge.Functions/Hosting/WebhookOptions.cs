using Microsoft.Extensions.Options;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Limits of what is received; section <c>TriggerBridge</c>.</summary>
internal sealed class WebhookOptions
{
    public const int DefaultMaxBodyBytes = 1024 * 1024;

    /// <summary>The largest body that is read; larger ones are answered with 413.</summary>
    public int MaxBodyBytes { get; set; } = DefaultMaxBodyBytes;

    /// <summary>What stands before <c>/api/hooks/</c> in the addresses that senders were given; some of them sign it.</summary>
    public Uri? PublicBaseUrl { get; set; }

    /// <summary>The proxies whose <c>X-Forwarded-</c> headers are believed: addresses or networks, with commas between them.</summary>
    public string TrustedProxies { get; set; } = "";

    public static WebhookOptions Of(IConfiguration configuration) =>
        new() { MaxBodyBytes = configuration.GetValue("TriggerBridge:MaxBodyBytes", DefaultMaxBodyBytes) };
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var problems = new List<string>();
        if (options.MaxBodyBytes is not (>= 1024 and <= 32 * 1024 * 1024))
            problems.Add("TriggerBridge__MaxBodyBytes must lie between 1024 and 33554432.");
        if (options.PublicBaseUrl is { } url && !(url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.Query.Length == 0))
            problems.Add("TriggerBridge__PublicBaseUrl must be an address such as https://hooks.example.com.");
        if (!TrustedProxies.TryParse(options.TrustedProxies, out _))
            problems.Add("TriggerBridge__TrustedProxies must be addresses or networks with commas between them, such as 10.0.0.4,10.1.0.0/16.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

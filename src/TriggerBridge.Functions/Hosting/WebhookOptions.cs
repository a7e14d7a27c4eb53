using Microsoft.Extensions.Options;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Limits of what is received; section <c>TriggerBridge</c>.</summary>
internal sealed class WebhookOptions
{
    public const int DefaultMaxBodyBytes = 1024 * 1024;

    /// <summary>The largest body that is read; larger ones are answered with 413.</summary>
    public int MaxBodyBytes { get; set; } = DefaultMaxBodyBytes;

    public static WebhookOptions Of(IConfiguration configuration) =>
        new() { MaxBodyBytes = configuration.GetValue("TriggerBridge:MaxBodyBytes", DefaultMaxBodyBytes) };
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options) =>
        options.MaxBodyBytes is >= 1024 and <= 32 * 1024 * 1024
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("TriggerBridge__MaxBodyBytes must lie between 1024 and 33554432.");
}

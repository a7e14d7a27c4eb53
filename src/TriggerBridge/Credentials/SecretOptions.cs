using Microsoft.Extensions.Options;

namespace TriggerBridge.Credentials;

/// <summary>Where the secrets are; bound from the section <c>TriggerBridge</c>.</summary>
public sealed class SecretOptions
{
    public const string SectionName = "TriggerBridge";

    /// <summary>The vault's address, such as <c>https://contoso.vault.azure.net</c>.</summary>
    public Uri? KeyVaultUri { get; set; }

    /// <summary>Development only: a JSON object of secret name → text, or → object.</summary>
    public string? SecretsFile { get; set; }

    /// <summary>
    /// For how long a secret's last known value is used after it was read: while a newer one is read, and while it cannot be read.
    /// </summary>
    public TimeSpan SecretMaxAge { get; set; } = TimeSpan.FromDays(1);
}

/// <summary>Secrets come from Key Vault; only in Development may they come from a file instead.</summary>
internal sealed class SecretOptionsValidator(bool isDevelopment) : IValidateOptions<SecretOptions>
{
    // Values are read anew every five minutes; a month is long enough for any outage.
    private static readonly TimeSpan LeastMaxAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostMaxAge = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, SecretOptions options)
    {
        if (options.SecretMaxAge < LeastMaxAge || options.SecretMaxAge > MostMaxAge)
            return ValidateOptionsResult.Fail($"TriggerBridge__SecretMaxAge is {options.SecretMaxAge:c}: use {LeastMaxAge:c} to {MostMaxAge:c}.");

        // A variable that is set to nothing counts as not set.
        var vaultUri = options.KeyVaultUri is { OriginalString.Length: > 0 } uri ? uri : null;
        var hasFile = !string.IsNullOrEmpty(options.SecretsFile);
        return (vaultUri, hasFile) switch
        {
            (_, true) when !isDevelopment => ValidateOptionsResult.Fail(
                "TriggerBridge__SecretsFile is set: a file holds secrets in Development only; remove it and set TriggerBridge__KeyVaultUri."),
            (not null, true) => ValidateOptionsResult.Fail(
                "TriggerBridge__KeyVaultUri and TriggerBridge__SecretsFile are both set: keep the one that holds the secrets."),
            (null, false) when isDevelopment => ValidateOptionsResult.Fail(
                "TriggerBridge__SecretsFile is not set: name a JSON file of secrets, such as .local/secrets.json (./run.sh makes one)."),
            (null, false) => ValidateOptionsResult.Fail(
                "TriggerBridge__KeyVaultUri is not set: name the vault that holds the secrets, such as https://contoso.vault.azure.net."),
            ({ } vault, _) when !(vault.IsAbsoluteUri && vault.Scheme is "https") => ValidateOptionsResult.Fail(
                "TriggerBridge__KeyVaultUri is not an https address: write it as https://contoso.vault.azure.net."),
            _ => ValidateOptionsResult.Success,
        };
    }
}

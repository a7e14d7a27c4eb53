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

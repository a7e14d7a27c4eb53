using System.Globalization;
using System.Text.Json;
using Azure;

namespace TriggerBridge.Credentials;

/// <summary>What an operator can do about a vault that gave no secret.</summary>
internal static class KeyVaultFailure
{
    public const string BadName = "Key Vault's names are 1 to 127 letters, digits and hyphens; correct the name in the configuration";
    public const string NoIdentity =
        "no Azure identity got a token; give the app a managed identity (AZURE_CLIENT_ID chooses a user-assigned one) or sign in with 'az login'";
    public const string Unreachable = "the vault cannot be reached; check TriggerBridge__KeyVaultUri, DNS and the vault's network rules";
    public const string TooSlow = "the vault gave no answer in time; it is asked again shortly";

    private const string Disabled = "SecretDisabled";

    public static string Describe(RequestFailedException failure) => failure.Status switch
    {
        0 => Unreachable,
        401 => "the vault refused the identity's token (401); the identity must belong to the vault's own Entra tenant",
        403 => DescribeForbidden(failure),
        429 => "the vault is throttling this app (429); it is asked again shortly",
        var status => string.Create(CultureInfo.InvariantCulture, $"the vault answered {status}; it is asked again shortly"),
    };

    /// <summary>
    /// Whether a person must first let this app in. A disabled secret is not meant: that is the affair of its bridge, as a missing one is.
    /// </summary>
    public static bool IsRefusal(RequestFailedException failure) =>
        failure.Status is 401 || (failure.Status is 403 && InnerCodeOf(failure) is not Disabled);

    // 403 stands for unlike things; only error.innererror.code tells them apart.
    // https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
    private static string DescribeForbidden(RequestFailedException failure) => InnerCodeOf(failure) switch
    {
        Disabled => "the secret is disabled in the vault (403); enable it or store a new version",
        "ForbiddenByFirewall" or "ForbiddenByConnection" => "the vault's network rules do not let this app in (403); allow its subnet or address",
        _ => "the identity lacks the role 'Key Vault Secrets User' on the vault (403); assign it, which takes some minutes to have effect",
    };

    private static string? InnerCodeOf(RequestFailedException failure)
    {
        try
        {
            using var body = JsonDocument.Parse(failure.GetRawResponse()?.Content.ToMemory() ?? default);
            return body.RootElement.GetProperty("error").GetProperty("innererror").GetProperty("code").GetString();
        }
        catch (Exception absent) when (absent is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}

using System.Text.RegularExpressions;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>
/// HubSpot signs the address with these twelve characters decoded and all others as they were sent
/// (https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests).
/// </summary>
internal static partial class PartlyDecodedUrl
{
    public static string Of(string url) => url.Contains('%', StringComparison.Ordinal)
        ? Escapes().Replace(url, static escape => Uri.UnescapeDataString(escape.ValueSpan))
        : url;

    [GeneratedRegex("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes();
}

using System.Net.Http.Headers;

namespace TriggerBridge.Webhooks;

/// <summary>Which bodies can be read: JSON in UTF-8.</summary>
public static class WebhookBody
{
    /// <summary>False is answered with 415; a missing content type is not guessed.</summary>
    public static bool IsSupported(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && IsJson(type.MediaType) && IsUtf8(type.CharSet);

    private static bool IsJson(string? mediaType) =>
        mediaType is not null
        && (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || mediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool IsUtf8(string? charset) =>
        charset is null || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}

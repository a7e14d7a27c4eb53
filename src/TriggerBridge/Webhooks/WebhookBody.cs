using System.Net.Http.Headers;

namespace TriggerBridge.Webhooks;

/// <summary>Which bodies can be read, by their content type; a missing one is not guessed.</summary>
public static class WebhookBody
{
    /// <summary>JSON in UTF-8, or a form.</summary>
    public static bool IsSupported(string? contentType) => IsJson(contentType) || IsForm(contentType);

    internal static bool IsJson(string? contentType) => Is(contentType, static type =>
        type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
        || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    internal static bool IsForm(string? contentType) =>
        Is(contentType, static type => type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));

    internal static bool IsXml(string? contentType) => Is(contentType, static type =>
        type.Equals("text/xml", StringComparison.OrdinalIgnoreCase) || type.Equals("application/xml", StringComparison.OrdinalIgnoreCase));

    internal static bool IsText(string? contentType) =>
        Is(contentType, static type => type.StartsWith("text/", StringComparison.OrdinalIgnoreCase));

    private static bool Is(string? contentType, Predicate<string> matches) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is { } media && matches(media) && IsUtf8(type.CharSet);

    private static bool IsUtf8(string? charset) =>
        charset is null || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}

using System.Text.Json;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// The readable part of ISC's error bodies: <c>{detailCode, trackingId, messages:[{text}], causes}</c> (400, 403, 404, 500),
/// <c>{error}</c> (401), <c>{message}</c> (429) and OAuth's <c>{error, error_description}</c>. Anything else reads as empty.
/// </summary>
internal readonly record struct IscProblem(string? Text, string? TrackingId)
{
    private const int MaxTrackingId = 100;

    public static IscProblem Read(ReadOnlySpan<byte> json)
    {
        string? text = null, description = null, error = null, message = null, trackingId = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.ReadObjectStart();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("messages"u8))
                    text = ReadFirstText(ref reader);
                else if (reader.ValueTextEquals("error_description"u8))
                    description = reader.ReadText();
                else if (reader.ValueTextEquals("error"u8))
                    error = reader.ReadText();
                else if (reader.ValueTextEquals("message"u8))
                    message = reader.ReadText();
                else if (reader.ValueTextEquals("trackingId"u8))
                    trackingId = reader.ReadText();
                else
                    reader.SkipValue();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON, broken off or no valid text: what was read before still says something.
        }

        return new IscProblem(FirstFilled(text, description, error, message), IsIdentifier(trackingId) ? trackingId : null);
    }

    private static string? ReadFirstText(ref Utf8JsonReader reader)
    {
        string? text = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else
                text = ReadTextOf(ref reader, text);
        }

        return text;
    }

    private static string? ReadTextOf(ref Utf8JsonReader reader, string? earlier)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (earlier is null && reader.ValueTextEquals("text"u8))
                earlier = reader.ReadText();
            else
                reader.SkipValue();
        }

        return earlier;
    }

    private static string? FirstFilled(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        }

        return null;
    }

    // It goes into logs and ledgers as it is.
    internal static bool IsIdentifier(string? text) =>
        text is { Length: > 0 and <= MaxTrackingId } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

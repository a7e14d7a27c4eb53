using System.Text.Json;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// What an error body of ISC says, in all its shapes: <c>{detailCode, trackingId, messages:[{text}], causes}</c> (400, 403, 404, 500),
/// <c>{error}</c> (401), <c>{message}</c> (429) and OAuth's <c>{error, error_description}</c>. All texts are fit for the ledger and the logs.
/// </summary>
internal sealed record IscError
{
    private const int MaxTrackingId = 100;

    // ISC sends one for each language. Each is searched for everything that was sent.
    private const int MostTexts = 10;

    public string? DetailCode { get; private init; }

    public string? TrackingId { get; private init; }

    /// <summary>At least one: a body that says nothing is told as such.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    public IReadOnlyList<string> Causes { get; private init; } = [];

    /// <param name="json">As it came. Where it breaks off, what was read before still says something.</param>
    /// <param name="status">The HTTP status, for a body that says nothing.</param>
    /// <param name="secrets">What is blotted out, should ISC quote it.</param>
    /// <param name="sentJson">The event, if it was sent: its values are blotted out, too.</param>
    public static IscError Read(ReadOnlySpan<byte> json, int status, IReadOnlyList<string> secrets, ReadOnlySpan<byte> sentJson = default)
    {
        var values = sentJson.IsEmpty ? null : EchoFilter.ValuesOf(sentJson);
        string? code = null, trackingId = null, description = null, error = null, message = null;
        List<string?> messages = [], causes = [];
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.ReadObjectStart();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("detailCode"u8))
                    code = reader.ReadText();
                else if (reader.ValueTextEquals("trackingId"u8))
                    trackingId = reader.ReadText();
                else if (reader.ValueTextEquals("messages"u8))
                    ReadTexts(ref reader, messages);
                else if (reader.ValueTextEquals("causes"u8))
                    ReadTexts(ref reader, causes);
                else if (reader.ValueTextEquals("error_description"u8))
                    description = reader.ReadText();
                else if (reader.ValueTextEquals("error"u8))
                    error = reader.ReadText();
                else if (reader.ValueTextEquals("message"u8))
                    message = reader.ReadText();
                else
                    reader.SkipValue();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON, broken off or no valid text.
        }

        if (messages.Count == 0)
            messages.Add(Array.Find([description, error, message], text => !string.IsNullOrWhiteSpace(text)));
        return new IscError
        {
            DetailCode = code is null ? null : Clean(code),
            TrackingId = IsIdentifier(trackingId) ? trackingId : null,
            Messages = [.. messages.Select(Clean).Distinct(StringComparer.Ordinal)],
            Causes = [.. causes.Select(Clean).Distinct(StringComparer.Ordinal)],
        };

        string Clean(string? text) => EchoFilter.Clean(text, status, secrets, values);
    }

    private static void ReadTexts(ref Utf8JsonReader reader, List<string?> texts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else
                ReadTextOf(ref reader, texts);
        }
    }

    private static void ReadTextOf(ref Utf8JsonReader reader, List<string?> texts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("text"u8))
                reader.SkipValue();
            else if (reader.ReadText() is { } text && !string.IsNullOrWhiteSpace(text) && texts.Count < MostTexts)
                texts.Add(text);
        }
    }

    // It goes into logs and ledgers as it is.
    private static bool IsIdentifier(string? text) =>
        text is { Length: > 0 and <= MaxTrackingId } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

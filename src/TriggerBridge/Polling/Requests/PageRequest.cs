using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Polling.Requests;

/// <summary>One page of a scan, as it is asked for; without credentials.</summary>
/// <param name="Body">JSON; null: a GET.</param>
internal sealed record PageRequest(Uri Url, ReadOnlyMemory<byte>? Body)
{
    private static readonly JsonElement NoEvent = JsonElement.Parse("{}");

    /// <summary>The <c>ETag</c> of an answer that is known already.</summary>
    public string? KnownTag { get; init; }

    /// <summary>Tells requests apart.</summary>
    public string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes(Url.AbsoluteUri));
            if (Body is { } body) hash.AppendData(body.Span);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <returns>Null where the body's template fails.</returns>
    public static PageRequest? Create(string bridge, PollSource source, Scan scan, DateTimeOffset now)
    {
        var request = source.Request;
        var context = EventContext.WithoutRequest(NoEvent, bridge, now) with
        {
            Cursor = scan.From is { } from && source.Cursor.TryParseStored(from, out var cursor) ? source.Cursor.Render(cursor) : null,
        };
        var place = source.Next.Place;
        var number = scan.Next ?? source.Next.First;
        if (!TryMakeBody(request.Body, context, place is { IsInBody: true } ? place.Name : null, number, source.Next.IsNumber, out var body)) return null;
        if (source.Next.IsAddress && scan.Next is { } next)
            return new PageRequest(new Uri(request.Url, next), body);

        var url = request.Url;
        foreach (var (key, template) in request.Query)
        {
            if (template.Render(context) is TextResult.Found { Text: var text }) url = QueryText.With(url, key, text);
        }

        if (place is { IsInBody: false } && number is not null) url = QueryText.With(url, place.Name, number);
        return new PageRequest(url, body);
    }

    // Null for a GET. (In an expression such as x ? null : memory, null would become an empty memory.)
    private static bool TryMakeBody(
        InputTemplate? template, EventContext context, string? field, string? value, bool isNumber, out ReadOnlyMemory<byte>? body)
    {
        body = null;
        if (template is null) return true;
        if (template.Map(context) is not MappingResult.Mapped mapped) return false;
        body = field is null || value is null ? mapped.Json : WithField(mapped.Json, field, value, isNumber);
        return true;
    }

    private static ReadOnlyMemory<byte> WithField(ReadOnlyMemory<byte> json, string field, string value, bool isNumber)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + value.Length + field.Length);
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            foreach (var member in JsonElement.Parse(json.Span).EnumerateObject().Where(member => member.Name != field)) member.WriteTo(writer);
            writer.WritePropertyName(field);
            if (isNumber) writer.WriteRawValue(value);
            else writer.WriteStringValue(value);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}

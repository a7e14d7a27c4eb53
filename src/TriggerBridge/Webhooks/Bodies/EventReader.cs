using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TriggerBridge.Credentials;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>Makes events of a verified request's body, whatever its format.</summary>
internal static class EventReader
{
    private const string Encoding = "content-encoding";

    // It is kept with each of its events.
    private const int MostEnvelope = 32 * 1024;

    /// <summary>The event of a request without a body.</summary>
    public static ReadOnlySpan<byte> Nothing => "{}"u8;

    public static EventBody Read(WebhookRequest request, WebhookScheme scheme)
    {
        var body = request.Body;
        var encoding = request.Header(Encoding)?.Trim();
        if (Gzip.IsCompressed(body.Span))
        {
            if (Gzip.Expand(body, request.MostBytes, out body) is { } problem) return problem;
        }
        else if (encoding is not null && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) && !body.IsEmpty)
        {
            // Also where it says gzip and is not.
            return encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) ? new EventBody.Unreadable("not gzip as its header says") : new EventBody.UnsupportedType();
        }

        if (body.IsEmpty && scheme.MayBeEmpty) return Parse(Nothing.ToArray(), scheme);
        return scheme.Format switch
        {
            BodyFormat.Json => Parse(body, scheme),
            BodyFormat.Soap => OutboundMessage.Read(request.ContentType, body),
            BodyFormat.CloudEvents when CloudEventHeaders.AreIn(request) => Parse(CloudEventHeaders.ToJson(request, body), scheme with { BatchAt = null }),
            BodyFormat.UsualOrXml when WebhookBody.IsXml(request.ContentType) =>
                XmlBody.Parse(body) is { } root ? Parse(XmlEvent.ToJson(root), scheme) : new EventBody.Unreadable("not XML, or nested too deep"),
            _ when WebhookBody.IsJson(request.ContentType) => Parse(body, scheme),
            _ when WebhookBody.IsForm(request.ContentType) => Parse(FormFields.ToJson(body.Span), scheme),
            _ => new EventBody.UnsupportedType(),
        };
    }

    private static EventBody Parse(ReadOnlyMemory<byte> json, WebhookScheme scheme) => JsonText.ParseEvent(json.Span) switch
    {
        JsonParse.Parsed parsed when scheme.BatchAt is { } members && TryFindList(parsed.Document, members, out var items) =>
            new EventBody.Events(EventsOf(parsed, items, members, scheme), IsBatch: true),
        JsonParse.Parsed parsed => new EventBody.Events([EventOf(parsed.Document, json, scheme) with { IsShallow = parsed.IsShallow }], IsBatch: false),
        JsonParse.Unreadable { Reason: var reason } => new EventBody.Unreadable(reason),
        _ => throw new UnreachableException(),
    };

    private static List<IncomingEvent> EventsOf(JsonParse.Parsed parsed, JsonElement items, IReadOnlyList<string> members, WebhookScheme scheme)
    {
        var envelope = members.Count > 0 ? EnvelopeOf(parsed.Document, members, scheme) : default;
        return
        [
            .. items.EnumerateArray().Select(item => EventOf(item, JsonMarshal.GetRawUtf8Value(item).ToArray(), scheme) with
            {
                IsShallow = parsed.IsShallow,
                Envelope = envelope,
            }),
        ];
    }

    private static JsonElement EnvelopeOf(JsonElement document, IReadOnlyList<string> members, WebhookScheme scheme)
    {
        var kept = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(kept))
            WriteWithout(writer, document, "", [string.Join('.', members), .. scheme.SecretMembers]);
        return kept.WrittenCount <= MostEnvelope && JsonText.ParseEvent(kept.WrittenSpan) is JsonParse.Parsed { Document: var envelope } ? envelope : default;
    }

    private static IncomingEvent EventOf(JsonElement item, ReadOnlyMemory<byte> json, WebhookScheme scheme)
    {
        JsonElement secret = default;
        if (!scheme.SecretMembers.Any(member => TryFind(item, member, out secret)))
            return new IncomingEvent(item, json);

        var kept = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(kept))
            WriteWithout(writer, item, "", scheme.SecretMembers);
        return new IncomingEvent(((JsonParse.Parsed)JsonText.ParseEvent(kept.WrittenSpan)).Document, kept.WrittenMemory)
        {
            Secret = secret.ValueKind == JsonValueKind.String ? new SecretValue(secret.GetString()!) : null,
        };
    }

    private static bool TryFind(JsonElement item, string path, out JsonElement found)
    {
        found = item;
        foreach (var name in path.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return false;
        }

        return true;
    }

    // All that are there, should a name come twice.
    private static void WriteWithout(Utf8JsonWriter writer, JsonElement item, string at, IReadOnlyCollection<string> left)
    {
        writer.WriteStartObject();
        foreach (var member in item.EnumerateObject())
        {
            var path = at + member.Name;
            if (left.Contains(path, StringComparer.Ordinal)) continue;
            writer.WritePropertyName(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object && left.Any(each => each.StartsWith(path + ".", StringComparison.Ordinal)))
                WriteWithout(writer, member.Value, path + ".", left);
            else
                member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static bool TryFindList(JsonElement document, IReadOnlyList<string> members, out JsonElement list)
    {
        list = document;
        foreach (var member in members)
        {
            if (list.ValueKind != JsonValueKind.Object || !list.TryGetProperty(member, out list)) return false;
        }

        return list.ValueKind == JsonValueKind.Array;
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>
/// Salesforce's outbound message: SOAP with up to 100 notifications, each of which becomes
/// <c>{"id","type","organizationId","actionId","sObject":{…}}</c>. The session id that may come along is left behind.
/// </summary>
internal static class OutboundMessage
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Outbound = "http://soap.sforce.com/2005/09/outbound";
    private static readonly XName TypeAttribute = XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance");
    private static readonly XName NilAttribute = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    /// <summary>What Salesforce needs to hear; anything else makes it repeat the message for a day.</summary>
    public static SenderAnswer Ack { get; } = new()
    {
        Status = 200,
        ContentType = "text/xml; charset=utf-8",
        Body =
            """<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>"""u8
                .ToArray(),
    };

    /// <summary>The organization that an unproven message names. It is read to its end, and no tree is made of it.</summary>
    public static bool TryReadOrganization(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out string? organization)
    {
        organization = null;
        if (XmlBody.HasLongTag(body.Span)) return false;
        try
        {
            organization = ReadOrganization(body).Trim();
        }
        catch (XmlException)
        {
            return false;
        }

        return organization.Length > 0;
    }

    /// <summary>The same message of another organization.</summary>
    /// <returns>Null where it is no message, or names none.</returns>
    public static byte[]? WithOrganization(ReadOnlyMemory<byte> body, string organization)
    {
        if (!TryParse(body, out var notifications) || notifications.Element(Outbound + "OrganizationId") is not { } element) return null;
        element.Value = organization;
        return Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8"?>{notifications.Document!.Root!.ToString(SaveOptions.DisableFormatting)}""");
    }

    // In the first message of the first body, as it is read later: what comes after these ends is another's.
    private static string ReadOrganization(ReadOnlyMemory<byte> body)
    {
        XName[] way = [Soap + "Body", Outbound + "notifications", Outbound + "OrganizationId"];
        var entered = 0;
        var isPast = false;
        var text = new StringBuilder();
        using var reader = XmlBody.Open(body);
        while (reader.ReadShallow())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when !isPast && entered < way.Length && reader.Depth == entered + 1 && Is(reader, way[entered]):
                    entered++;
                    isPast = reader.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement when reader.Depth == entered:
                    isPast = true;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when !isPast && entered == way.Length:
                    text.Append(reader.Value);
                    break;
            }
        }

        return text.ToString();
    }

    // Not by making a name of what is read: names are kept for good.
    private static bool Is(XmlReader reader, XName name) => reader.LocalName == name.LocalName && reader.NamespaceURI == name.NamespaceName;

    public static EventBody Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (!WebhookBody.IsXml(contentType)) return new EventBody.UnsupportedType();
        if (!TryParse(body, out var notifications)) return new EventBody.Unreadable("no outbound message of Salesforce");

        var events = notifications.Elements(Outbound + "Notification").Select(notification => ToEvent(notifications, notification)).ToList();
        return events.Count == 0 ? new EventBody.Unreadable("an outbound message without a notification") : new EventBody.Events(events, IsBatch: true);
    }

    private static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out XElement? notifications)
    {
        notifications = XmlBody.Parse(body)?.Element(Soap + "Body")?.Element(Outbound + "notifications");
        return notifications is not null;
    }

    private static IncomingEvent ToEvent(XElement notifications, XElement notification)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            var record = notification.Element(Outbound + "sObject");
            writer.WriteStartObject();
            writer.WriteString("id", notification.Element(Outbound + "Id")?.Value);
            writer.WriteString("type", record?.Attribute(TypeAttribute)?.Value.Split(':')[^1]);
            writer.WriteString("organizationId", notifications.Element(Outbound + "OrganizationId")?.Value);
            writer.WriteString("actionId", notifications.Element(Outbound + "ActionId")?.Value);
            writer.WriteStartObject("sObject");
            foreach (var field in (record?.Elements() ?? []).GroupBy(field => field.Name.LocalName, StringComparer.Ordinal)) WriteField(writer, field.Key, [.. field]);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var parsed = (JsonParse.Parsed)JsonText.ParseEvent(json.WrittenSpan);
        return new IncomingEvent(parsed.Document, json.WrittenMemory);
    }

    private static void WriteField(Utf8JsonWriter writer, string name, XElement[] values)
    {
        writer.WritePropertyName(name);
        if (values.Length > 1) writer.WriteStartArray();
        foreach (var value in values)
        {
            if (value.Attribute(NilAttribute)?.Value == "true") writer.WriteNullValue();
            else writer.WriteStringValue(value.Value);
        }

        if (values.Length > 1) writer.WriteEndArray();
    }
}

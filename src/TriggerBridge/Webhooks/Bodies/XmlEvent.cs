using System.Buffers;
using System.Text.Json;
using System.Xml.Linq;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>
/// An event in XML as JSON: an element with elements in it becomes an object, any other one a text, one that comes several times a list.
/// Names lose their namespaces; attributes are left behind, but for <c>xsi:nil</c>, which is null.
/// </summary>
internal static class XmlEvent
{
    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    public static ReadOnlyMemory<byte> ToJson(XElement root)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            // What has no members is named as well: an event is an object.
            if (root.HasElements) WriteMembers(writer, root.Elements());
            else WriteMembers(writer, [root]);
        }

        return json.WrittenMemory;
    }

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<XElement> elements)
    {
        writer.WriteStartObject();
        foreach (var member in elements.GroupBy(element => element.Name.LocalName, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Key);
            var isList = member.Skip(1).Any();
            if (isList) writer.WriteStartArray();
            foreach (var element in member) WriteValue(writer, element);
            if (isList) writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, XElement element)
    {
        if (element.HasElements) WriteMembers(writer, element.Elements());
        else if (element.Attribute(Nil)?.Value == "true") writer.WriteNullValue();
        else writer.WriteStringValue(element.Value);
    }
}

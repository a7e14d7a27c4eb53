using System.Xml;
using System.Xml.Linq;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>
/// Reads XML without document types and entities, and not deeper than senders nest it: to make a tree of 1 MiB of elements in each other
/// takes the better part of a minute.
/// </summary>
internal static class XmlBody
{
    private const int MostLevels = 64;
    private const int LongestTag = 16 * 1024;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static XmlReader Open(ReadOnlyMemory<byte> body) => XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), Settings);

    /// <summary>
    /// Whether a tag is longer than any sender writes it: a reader keeps thirty times the length of the attributes of one element. An
    /// apostrophe in a comment may be taken for a longer one, so ask only of senders that write none.
    /// </summary>
    public static bool HasLongTag(ReadOnlySpan<byte> body)
    {
        for (var start = body.IndexOf((byte)'<'); start >= 0; start = body.IndexOf((byte)'<'))
        {
            body = body[start..];
            var length = TagLength(body);
            if (length > LongestTag) return true;
            body = body[length..];
        }

        return false;
    }

    private static int TagLength(ReadOnlySpan<byte> tag)
    {
        var length = 0;
        while (true)
        {
            var mark = tag[length..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
            if (mark < 0) return tag.Length;
            length += mark + 1;
            if (tag[length - 1] == '>') return length;
            var quoted = tag[length..].IndexOf(tag[length - 1]);
            if (quoted < 0) return tag.Length;
            length += quoted + 1;
        }
    }

    /// <summary>Goes on to the next node.</summary>
    /// <exception cref="XmlException">It is not XML, or too deep.</exception>
    public static bool ReadShallow(this XmlReader reader)
    {
        if (!reader.Read()) return false;
        return reader.NodeType != XmlNodeType.Element || reader.Depth < MostLevels
            ? true
            : throw new XmlException($"Elements are nested deeper than {MostLevels} levels.");
    }

    /// <returns>The document's element; null for what is not XML, or too deep. The depth is known before a tree is made.</returns>
    public static XElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using (var reader = Open(body))
            {
                while (reader.ReadShallow())
                {
                }
            }

            using var again = Open(body);
            return XDocument.Load(again).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

using System.IO.Compression;
using System.Text;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Bodies that are made to cost much, each as large as the app takes.</summary>
internal static class HostileBodies
{
    public const int Length = 1024 * 1024;

    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Xml = "text/xml";

    private const string Outbound =
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><notifications xmlns='http://soap.sforce.com/2005/09/outbound'>";

    public static IReadOnlyList<(string Name, string ContentType, byte[] Bytes)> All { get; } =
    [
        ("arrays in arrays", Json, Repeat("[")),
        ("arrays in arrays, whole", Json, Bytes(new string('[', Length / 2) + new string(']', Length / 2))),
        ("objects in objects", Json, Repeat("""{"a":""")),
        ("arrays in a notification", Json, Repeat("[", """{"value":[{"clientState":""")),
        ("arrays in the code of a validation", Json, Repeat("[", """[{"data":{"validationCode":""")),
        ("notifications without a secret", Json, Repeat("{},", """{"value":[""", "{}]}")),
        ("notifications with a wrong secret", Json, Repeat("""{"clientState":"wrong"},""", """{"value":[""", "{}]}")),
        ("lists of notifications", Json, Repeat("\"value\":[],", "{", "\"value\":[{}]}")),
        ("members", Json, Many(i => $"\"m{i}\":{i},", "{", "\"webhookTimestamp\":1}")),
        ("the same member", Json, Repeat("\"token\":\"t\",", "{", "\"signature\":\"0\"}")),
        ("one long key", Json, Repeat("k", "{\"", "\":1}")),
        ("escapes in keys", Json, Repeat("\\u0076", "{\"", "\":1}")),
        ("halves of emoji", Json, Repeat("\\ud83e", "{\"signature\":\"", "\"}")),
        ("a literal that is none", Json, Repeat("f", """{"value":""")),
        ("numbers", Json, Repeat("1,", "[", "1]")),
        ("fields without a name", Form, Repeat("a&")),
        ("fields", Form, Many(i => $"f{i}=&")),
        ("fields in reverse", Form, Many(i => $"f{Length - i}={i}&")),
        ("long fields that begin the same", Form, Many(i => new string('k', 1100) + $"{i}=v&")),
        ("two long fields", Form, Bytes(new string('k', (Length / 2) - 1) + "&" + new string('k', Length / 2))),
        ("escaped bytes that are no text", Form, Repeat("%C3", "a=")),
        ("escapes of nothing", Form, Repeat("%", "a=")),
        ("spaces", Form, Repeat("+", "a=")),
        ("elements in elements", Xml, Repeat("<a>")),
        ("elements in elements, with namespaces", Xml, Many(i => $"<n{i % 10}:a xmlns:n{i % 10}='u{i}'>")),
        ("elements in an organization", Xml, Repeat("<a>", Outbound + "<OrganizationId>")),
        ("elements", Xml, Repeat("<a/>", "<r>", "</r>")),
        ("notifications", Xml, Repeat("<Notification/>", Outbound, "</notifications></e:Body></e:Envelope>")),
        ("organizations", Xml, Repeat("<OrganizationId>x</OrganizationId>", Outbound, "</notifications></e:Body></e:Envelope>")),
        ("attributes", Xml, Many(i => $" a{i}=''", "<r", "/>")),
        ("attributes with the end of a tag in them", Xml, Many(i => $" a{i}='>'", "<r", "/>")),
        ("attributes without an end", Xml, Many(i => $" a{i}='", "<r")),
        ("namespaces", Xml, Many(i => $" xmlns:n{i}='u'", "<r", "/>")),
        ("character references", Xml, Repeat("&#65;", Outbound + "<OrganizationId>", "</OrganizationId></notifications></e:Body></e:Envelope>")),
        ("comments", Xml, Repeat("<!---->", "<r>", "</r>")),
        ("one long name", Xml, Repeat("n", "<", "/>")),
        ("entities of entities", Xml, Bytes("<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><r>&c;</r>")),
        ("gzip of 1 GiB", Json, Bomb()),
        ("noise", Json, [.. Enumerable.Range(0, Length).Select(i => (byte)((i * 7919) ^ (i >> 3)))]),
    ];

    private static byte[] Repeat(string text, string before = "", string after = "") => Many(_ => text, before, after);

    private static byte[] Many(Func<int, string> text, string before = "", string after = "")
    {
        var all = new StringBuilder(before, Length);
        for (var i = 0; ; i++)
        {
            var next = text(i);
            if (all.Length + next.Length + after.Length > Length) return Bytes(all.Append(after).ToString());
            all.Append(next);
        }
    }

    // Members one after the other are one file to every reader of gzip.
    private static byte[] Bomb()
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[Length];
            for (var i = 0; i < 64; i++) gzip.Write(zeros);
        }

        return [.. Enumerable.Repeat(member.ToArray(), 16).SelectMany(bytes => bytes).Take(Length)];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

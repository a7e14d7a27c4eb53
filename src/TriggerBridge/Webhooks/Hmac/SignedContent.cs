using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>
/// What a sender signs, as a pattern: <c>{body}</c>, <c>{time}</c>, <c>{header:name}</c>, <c>{header?:name}</c> for one that may be missing, <c>{$.member}</c> of the body,
/// <c>{form}</c> for the fields of a form in order, <c>{url}</c>, <c>{method}</c>, and literal text between them.
/// </summary>
internal sealed class SignedContent
{
    public static readonly SignedContent BodyAlone = Of("{body}");

    /// <summary>What a pattern may consist of, for messages.</summary>
    public const string Pieces = "{body}, {form}, {time}, {header:name}, {header?:name}, {$.member}, {url}, {method}";

    private const string HeaderPrefix = "header:";
    private const string OptionalHeaderPrefix = "header?:";
    private const string MemberPrefix = "$.";

    // To sort the half million that a form of 1 MiB may have takes half a second, and anybody may send one.
    public const int MostFields = 1000;

    private readonly List<Part> _parts;

    private SignedContent(string pattern, List<Part> parts)
    {
        Pattern = pattern;
        _parts = parts;
    }

    private enum Kind
    {
        Literal,
        Body,
        Time,
        Header,
        OptionalHeader,
        Member,
        Form,
        Url,
        UrlDecoded,
        Method,
    }

    public string Pattern { get; }

    public bool IsBodyAlone => _parts is [{ Kind: Kind.Body }];

    /// <summary>Whether all that a body says is signed.</summary>
    public bool HasBody => _parts.Exists(part => part.Kind is Kind.Body or Kind.Form);

    /// <summary>The members of a body that are signed by themselves.</summary>
    public IEnumerable<string> Members => _parts.Where(part => part.Kind == Kind.Member).Select(part => part.Text);

    public bool HasForm => _parts.Exists(part => part.Kind == Kind.Form);

    public bool HasTime => _parts.Exists(part => part.Kind == Kind.Time);

    /// <param name="header">Its name in any case.</param>
    public bool HasHeader(string header) =>
        _parts.Exists(part => part.Kind is Kind.Header or Kind.OptionalHeader && part.Text.Equals(header, StringComparison.OrdinalIgnoreCase));

    /// <summary>For a pattern of our own.</summary>
    public static SignedContent Of(string pattern) =>
        TryParse(pattern, out var content, out var problem) ? content : throw new ArgumentException(problem, nameof(pattern));

    public static bool TryParse(string pattern, out SignedContent content, out string? problem)
    {
        var parts = new List<Part>();
        content = new SignedContent(pattern, parts);
        problem = null;
        for (var rest = pattern; rest.Length > 0;)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            if (open != 0)
            {
                var literal = open < 0 ? rest : rest[..open];
                parts.Add(new Part(Kind.Literal, literal));
                rest = rest[literal.Length..];
                continue;
            }

            var close = rest.IndexOf('}', StringComparison.Ordinal);
            if (close < 0 || Placeholder(rest[1..close]) is not { } part)
            {
                problem = $"'{rest}': expected {Pieces}, and text between them";
                return false;
            }

            parts.Add(part);
            rest = rest[(close + 1)..];
        }

        return true;
    }

    /// <summary>Whether the request has all that is signed.</summary>
    /// <param name="members">What the body says in <see cref="Members"/>.</param>
    public bool IsCompleteIn(WebhookRequest request, IReadOnlyDictionary<string, string> members) => MissingIn(request, members) is null;

    /// <summary>The first thing that is signed and not there, in plain words; null: none.</summary>
    public string? MissingIn(WebhookRequest request, IReadOnlyDictionary<string, string> members)
    {
        if (_parts.Find(part => part.Kind == Kind.Header && request.Header(part.Text) is null) is { } header) return $"the header {header.Text}";
        if (HasForm && SortedForm(request) is null) return $"a form of at most {MostFields} fields";
        return Members.FirstOrDefault(member => !members.ContainsKey(member)) is { } missing ? $"$.{missing} in its body" : null;
    }

    public void AppendTo(IncrementalHash hash, WebhookRequest request, string? time, IReadOnlyDictionary<string, string> members)
    {
        foreach (var part in _parts)
        {
            if (part.Kind == Kind.Body) hash.AppendData(request.Body.Span);
            else if (part.Kind == Kind.Form) hash.AppendData(SortedForm(request) ?? []);
            else hash.AppendData(Encoding.UTF8.GetBytes(TextOf(part, request, time, members)));
        }
    }

    /// <summary>In one piece, for signatures that take no parts.</summary>
    public ReadOnlyMemory<byte> ToBytes(WebhookRequest request, string? time, IReadOnlyDictionary<string, string> members)
    {
        var bytes = new ArrayBufferWriter<byte>(request.Body.Length + 256);
        foreach (var part in _parts)
        {
            if (part.Kind == Kind.Body) bytes.Write(request.Body.Span);
            else if (part.Kind == Kind.Form) bytes.Write(SortedForm(request) ?? []);
            else Encoding.UTF8.GetBytes(TextOf(part, request, time, members), bytes);
        }

        return bytes.WrittenMemory;
    }

    private static string TextOf(Part part, WebhookRequest request, string? time, IReadOnlyDictionary<string, string> members) => part.Kind switch
    {
        Kind.Time => time ?? "",
        Kind.Header or Kind.OptionalHeader => request.Header(part.Text) ?? "",
        Kind.Member => members.GetValueOrDefault(part.Text, ""),
        Kind.Url => request.Url,
        Kind.UrlDecoded => PartlyDecodedUrl.Of(request.Url),
        Kind.Method => request.Method,
        _ => part.Text,
    };

    private static Part? Placeholder(string name) => name switch
    {
        "body" => new(Kind.Body, ""),
        "time" => new(Kind.Time, ""),
        "url" => new(Kind.Url, ""),
        "url-decoded" => new(Kind.UrlDecoded, ""),
        "method" => new(Kind.Method, ""),
        "form" => new(Kind.Form, ""),
        _ when name.StartsWith(MemberPrefix, StringComparison.Ordinal) && !Array.Exists(name[MemberPrefix.Length..].Split('.'), static each => each.Length == 0) =>
            new(Kind.Member, name[MemberPrefix.Length..]),
        _ when name.StartsWith(OptionalHeaderPrefix, StringComparison.Ordinal) && name.Length > OptionalHeaderPrefix.Length =>
            new(Kind.OptionalHeader, name[OptionalHeaderPrefix.Length..].ToLowerInvariant()),
        _ when name.StartsWith(HeaderPrefix, StringComparison.Ordinal) && name.Length > HeaderPrefix.Length =>
            new(Kind.Header, name[HeaderPrefix.Length..].ToLowerInvariant()),
        _ => null,
    };

    /// <summary>The fields of a form in the order of their names, each followed by its value; a field that comes several times counts each of its values once.</summary>
    /// <returns>Null for what is no form, or too many fields.</returns>
    public static byte[]? SortedForm(WebhookRequest request)
    {
        var body = request.Body.Span;
        if (!WebhookBody.IsForm(request.ContentType) || body.Count((byte)'&') >= MostFields) return null;
        var fields = FormFields.Read(body).Distinct().OrderBy(field => field.Name, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal);
        var text = new ArrayBufferWriter<byte>(body.Length);
        foreach (var (name, value) in fields)
        {
            Encoding.UTF8.GetBytes(name, text);
            Encoding.UTF8.GetBytes(value, text);
        }

        return text.WrittenSpan.ToArray();
    }

    /// <param name="Text">The literal, the header's name in lower case, or the names that lead to a member.</param>
    private sealed record Part(Kind Kind, string Text);
}

/// <summary>
/// HubSpot signs the address with these twelve characters decoded and all others as they were sent
/// (https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests).
/// </summary>
internal static partial class PartlyDecodedUrl
{
    public static string Of(string url) => url.Contains('%', StringComparison.Ordinal)
        ? Escapes().Replace(url, static escape => Uri.UnescapeDataString(escape.ValueSpan))
        : url;

    [GeneratedRegex("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes();
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>
/// What a sender signs, as a pattern: <c>{body}</c>, <c>{time}</c>, <c>{header:name}</c>, <c>{url}</c>, <c>{method}</c>,
/// and literal text between them.
/// </summary>
internal sealed class SignedContent
{
    public static readonly SignedContent BodyAlone = Of("{body}");

    private const string HeaderPrefix = "header:";

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
        Url,
        UrlDecoded,
        Method,
    }

    public string Pattern { get; }

    public bool IsBodyAlone => _parts is [{ Kind: Kind.Body }];

    public bool HasBody => _parts.Exists(part => part.Kind == Kind.Body);

    public bool HasTime => _parts.Exists(part => part.Kind == Kind.Time);

    /// <param name="header">Its name in any case.</param>
    public bool HasHeader(string header) =>
        _parts.Exists(part => part.Kind == Kind.Header && part.Text.Equals(header, StringComparison.OrdinalIgnoreCase));

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
                problem = $"'{rest}': expected {{body}}, {{time}}, {{header:name}}, {{url}} or {{method}}";
                return false;
            }

            parts.Add(part);
            rest = rest[(close + 1)..];
        }

        return true;
    }

    /// <summary>Whether the request has all that is signed.</summary>
    public bool IsCompleteIn(WebhookRequest request) => MissingIn(request) is null;

    /// <summary>The first header that is signed and not there; null: none.</summary>
    public string? MissingIn(WebhookRequest request) =>
        _parts.Find(part => part.Kind == Kind.Header && request.Header(part.Text) is null)?.Text;

    public void AppendTo(IncrementalHash hash, WebhookRequest request, string? time)
    {
        foreach (var part in _parts)
        {
            if (part.Kind == Kind.Body) hash.AppendData(request.Body.Span);
            else hash.AppendData(Encoding.UTF8.GetBytes(TextOf(part, request, time)));
        }
    }

    /// <summary>In one piece, for signatures that take no parts.</summary>
    public ReadOnlyMemory<byte> ToBytes(WebhookRequest request, string? time)
    {
        var bytes = new ArrayBufferWriter<byte>(request.Body.Length + 256);
        foreach (var part in _parts)
        {
            if (part.Kind == Kind.Body) bytes.Write(request.Body.Span);
            else Encoding.UTF8.GetBytes(TextOf(part, request, time), bytes);
        }

        return bytes.WrittenMemory;
    }

    private static string TextOf(Part part, WebhookRequest request, string? time) => part.Kind switch
    {
        Kind.Time => time ?? "",
        Kind.Header => request.Header(part.Text) ?? "",
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
        _ when name.StartsWith(HeaderPrefix, StringComparison.Ordinal) && name.Length > HeaderPrefix.Length =>
            new(Kind.Header, name[HeaderPrefix.Length..].ToLowerInvariant()),
        _ => null,
    };

    /// <param name="Text">The literal, or the header's name in lower case.</param>
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

using System.Globalization;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>Where the time of sending stands, in one of three places, and how old it may be. It must be part of what is signed.</summary>
internal sealed record TimestampSpec
{
    private static readonly string[] IsoFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>In lower case.</summary>
    public string? Header { get; init; }

    /// <summary>What stands before it in the signature's own header, such as <c>t=</c>.</summary>
    public string? SignatureField { get; init; }

    /// <summary>A member of the body.</summary>
    public string? BodyMember { get; init; }

    public TimestampFormat Format { get; init; }

    /// <summary>How far it may lie in the past, or in the future; null: it is signed, but the sender does not say how old it may be.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>As it is written; null where it is missing.</summary>
    /// <param name="members">What the body says in <see cref="BodyMember"/>.</param>
    public string? TextIn(WebhookRequest request, string signature, char? separator, IReadOnlyDictionary<string, string> members)
    {
        if (Header is not null) return request.Header(Header);
        if (BodyMember is not null) return members.GetValueOrDefault(BodyMember);
        foreach (var range in signature.AsSpan().Split(separator ?? ','))
        {
            var part = signature.AsSpan()[range].Trim();
            if (part.StartsWith(SignatureField, StringComparison.Ordinal)) return part[SignatureField!.Length..].ToString();
        }

        return null;
    }

    /// <param name="time">When it was sent; now, where that cannot be told.</param>
    public bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = now;
        if (Format == TimestampFormat.Any) return true;
        if (Format == TimestampFormat.Iso8601)
            return DateTimeOffset.TryParseExact(text, IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;

        var most = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        var scale = Format == TimestampFormat.UnixSeconds ? 1000 : 1;
        if (number > most / scale) return false;
        time = DateTimeOffset.FromUnixTimeMilliseconds(number * scale);
        return true;
    }

    /// <summary>As the sender writes it.</summary>
    public string Write(DateTimeOffset time) => Format switch
    {
        TimestampFormat.Iso8601 => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        TimestampFormat.UnixMilliseconds => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A time ahead of ours is no better than an old one: it would be good for longer than the tolerance.</summary>
    public bool IsStale(DateTimeOffset sent, DateTimeOffset now) => Tolerance is { } tolerance && (now - sent).Duration() > tolerance;
}

/// <summary>How a sender writes the time of sending.</summary>
internal enum TimestampFormat
{
    UnixSeconds,
    UnixMilliseconds,
    Iso8601,

    /// <summary>In a way that is not known: it is signed, and how old it is cannot be told.</summary>
    Any,
}

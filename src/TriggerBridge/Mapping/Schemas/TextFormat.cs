using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>The values of <c>format</c> that are checked; any other is a note for readers, as the specification has it.</summary>
internal static class TextFormat
{
    private const int LongestHostName = 253;
    private const int LongestLabel = 63;
    private const int LongestMailbox = 64;

    private static readonly Dictionary<string, (string Words, Predicate<string> Test)> Known = new(StringComparer.Ordinal)
    {
        ["date-time"] = ("a date and time such as 2026-03-31T12:00:00Z", IsDateTime),
        ["date"] = ("a date such as 2026-03-31", IsDate),
        ["time"] = ("a time such as 12:00:00Z", IsTime),
        ["email"] = ("an e-mail address", IsEmail),
        ["uuid"] = ("a UUID", text => text.Length == 36 && Guid.TryParseExact(text, "D", out _)),
        ["uri"] = ("a URI", IsUri),
        ["hostname"] = ("a host name", IsHostName),
        ["ipv4"] = ("an IPv4 address", IsIPv4),
        ["ipv6"] = ("an IPv6 address", IsIPv6),
    };

    /// <returns>How to name it, and how to tell it; null: it is not checked.</returns>
    public static (string Words, Predicate<string> Test)? Find(string format) => Known.TryGetValue(format, out var known) ? known : null;

    public static bool IsDateTime(string text) =>
        text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsDate(string text) => text.Length == 10 && text.All(char.IsAscii) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // RFC 3339: with a zone, and with a leap second where there may be one.
    private static bool IsTime(string text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':' || !TryNumber(text.AsSpan(0, 2), 23, out var hour) || !TryNumber(text.AsSpan(3, 2), 59, out var minute) || !TryNumber(text.AsSpan(6, 2), 60, out var second))
            return false;
        var at = 8;
        if (text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at == 9)
                return false;
        }

        return TryZone(text.AsSpan(at), out var offset) && (second < 60 || ((((hour * 60) + minute - offset) % 1440) + 1440) % 1440 == 1439);
    }

    private static bool TryZone(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z" or "z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !TryNumber(text[1..3], 23, out var hours) || !TryNumber(text[4..], 59, out var rest))
            return false;
        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, int most, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    public static bool IsEmail(string text)
    {
        var sign = text.LastIndexOf('@');
        if (sign is < 1 or > LongestMailbox)
            return false;
        var (mailbox, host) = (text[..sign], text[(sign + 1)..]);
        return IsMailbox(mailbox) && (IsHostName(host) || IsAddressLiteral(host));
    }

    // With quotes around it, nearly anything may stand before the @.
    private static bool IsMailbox(string text) =>
        text.Length > 2 && text[0] == '"' && text[^1] == '"'
            ? !text[1..^1].Contains('"', StringComparison.Ordinal)
            : text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal) && text.All(c => c > ' ' && c != '\x7f' && !"()<>[]:;@\\,\"".Contains(c, StringComparison.Ordinal));

    private static bool IsAddressLiteral(string host) =>
        host.Length > 2 && host[0] == '[' && host[^1] == ']' && (host[1..^1] is var address && (address.StartsWith("IPv6:", StringComparison.Ordinal) ? IsIPv6(address[5..]) : IsIPv4(address)));

    public static bool IsUri(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        && char.IsAsciiLetter(text[0])
        && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '.' or '-')
        && text.All(c => c is > ' ' and < '\x7f' && !"\"<>\\^`{|}".Contains(c, StringComparison.Ordinal))
        && HasWholeEscapes(text)
        && HasBracketsAroundAddress(text)
        && Uri.TryCreate(text, UriKind.Absolute, out _);

    // Around an IPv6 address, and nowhere else.
    private static bool HasBracketsAroundAddress(string text)
    {
        var (open, close) = (text.IndexOf('[', StringComparison.Ordinal), text.IndexOf(']', StringComparison.Ordinal));
        return open < 0 ? close < 0 : close > open && text.LastIndexOfAny(['[', ']']) == close && text[open - 1] is '/' or '@' && IsIPv6(text[(open + 1)..close]);
    }

    private static bool HasWholeEscapes(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return false;
        }

        return true;
    }

    private static bool IsHostName(string text) =>
        text.Length is > 0 and <= LongestHostName
        && text.Split('.').All(label => label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private static bool IsIPv4(string text) =>
        text.Split('.') is { Length: 4 } parts && parts.All(part => part.Length is 1 or 2 or 3 && (part.Length == 1 || part[0] != '0') && TryNumber(part, 255, out _));

    private static bool IsIPv6(string text) =>
        text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && text.Contains(':', StringComparison.Ordinal)
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
        && (!text.Contains('.', StringComparison.Ordinal) || IsIPv4(text[(text.LastIndexOf(':') + 1)..]));
}

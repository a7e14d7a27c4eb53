using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>Contentful signs the method, the address, the body and those headers that it lists, in a canonical form (@contentful/node-apps-toolkit).</summary>
internal sealed class ContentfulSignature(TimeSpan tolerance) : ISecretVerifier
{
    private const string Signature = "x-contentful-signature";
    private const string SignedHeaders = "x-contentful-signed-headers";
    private const string Timestamp = "x-contentful-timestamp";
    private const string Topic = "x-contentful-topic";
    private const int MostHeaders = 50;

    // What JavaScript's encodeURI and querystring.escape leave as they are, besides letters and digits.
    private static readonly SearchValues<char> OfAddress = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789;,/?:@&=+$-_.!~*'()#");
    private static readonly SearchValues<char> OfQuery = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()");

    public IEnumerable<string> SensitiveHeaders => [Signature];

    public string Description =>
        $"`{Signature}: `hex HMAC-SHA256 of method, path, the headers that `{SignedHeaders}` lists, and body, {tolerance.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";

    public bool CoversBody => true;

    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(Head(request, NamesIn(request) ?? [])));
        hash.AppendData(request.Body.Span);
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var header = request.Header(Signature);
        var claimed = new byte[HMACSHA256.HashSizeInBytes];
        var isWhole = Convert.FromHexString(header ?? "", claimed, out _, out var length) == OperationStatus.Done && length == claimed.Length;
        var time = request.Header(Timestamp);
        var isTime = long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var sent);
        var names = NamesIn(request);

        var head = Encoding.UTF8.GetBytes(Head(request, names ?? []));
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            if (!secret.Utf8.IsEmpty && CryptographicOperations.FixedTimeEquals(Hash(secret, head, request.Body.Span), claimed)) signer = secret;
        }

        if (header is null || time is null || request.Header(SignedHeaders) is null) return VerificationResult.Failed.Missing;
        if (!isWhole || !isTime || names is null) return VerificationResult.Failed.Malformed;
        if (signer is null) return VerificationResult.Failed.Wrong;
        return Math.Abs((decimal)now.ToUnixTimeMilliseconds() - sent) > (decimal)tolerance.TotalMilliseconds ? VerificationResult.Failed.Stale : new VerificationResult.Verified(signer);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        if (secret.Utf8.IsEmpty) return SigningResult.Impossible("the secret is empty");
        string[] names = request.Header(Topic) is null ? [SignedHeaders, Timestamp] : [SignedHeaders, Timestamp, Topic];
        request = request.WithHeader(Timestamp, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)).WithHeader(SignedHeaders, string.Join(',', names));
        return SigningResult.Signed(request.WithHeader(Signature, Convert.ToHexStringLower(Hash(secret, Encoding.UTF8.GetBytes(Head(request, names)), request.Body.Span))));
    }

    /// <returns>Null where they do not say what they must.</returns>
    private static List<string>? NamesIn(WebhookRequest request)
    {
        var names = (request.Header(SignedHeaders) ?? "").Split(',', MostHeaders + 1).Select(name => name.Trim().ToLowerInvariant()).ToList();
        return names.Count <= MostHeaders && names.Contains(SignedHeaders, StringComparer.Ordinal) && names.Contains(Timestamp, StringComparer.Ordinal) ? names : null;
    }

    private static string Head(WebhookRequest request, IEnumerable<string> names)
    {
        var headers = names.Distinct(StringComparer.Ordinal)
            .Where(name => name != Signature && request.Headers.ContainsKey(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}:{request.Headers[name].Trim()}");
        return $"{request.Method}\n{PathOf(request.Url)}\n{string.Join(';', headers)}\n";
    }

    private static string PathOf(string url)
    {
        var start = url.IndexOf(Uri.SchemeDelimiter, StringComparison.Ordinal) is >= 0 and var scheme ? url.IndexOf('/', scheme + Uri.SchemeDelimiter.Length) : 0;
        var parts = (start < 0 ? "/" : url[start..]).Split('?', 3);
        return Encode(parts is [var path, { Length: > 0 } query, ..] ? $"{path}?{Encode(query, OfQuery)}" : parts[0], OfAddress);
    }

    private static string Encode(string text, SearchValues<char> plain)
    {
        if (!text.AsSpan().ContainsAnyExcept(plain)) return text;
        var encoded = new StringBuilder(text.Length * 2);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && plain.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var unit in utf8[..rune.EncodeToUtf8(utf8)]) encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return encoded.ToString();
    }

    private static byte[] Hash(SecretValue secret, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Utf8.Span);
        hmac.AppendData(head);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}

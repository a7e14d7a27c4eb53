using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>Checks and makes the HMAC family of signatures over the body's bytes as they came; what differs is in the spec.</summary>
internal sealed class HmacSignature(HmacSignatureSpec spec) : ISecretVerifier
{
    private const int MostHeaders = 100;

    public HmacSignatureSpec Spec => spec;

    private SignatureText Text => new(spec.Prefix, spec.Encoding, spec.Separator, spec.Algorithm.Length());

    public IEnumerable<string> SensitiveHeaders =>
        spec.IsNumbered ? Enumerable.Range(1, MostHeaders).Select(Numbered) : [spec.Header];

    public string Description =>
        $"`{spec.Header}{(spec.IsNumbered ? "-1…" : "")}: {spec.Prefix}`{spec.Encoding.ToString().ToLowerInvariant()} "
        + $"HMAC-{spec.Algorithm.ToString().ToUpperInvariant()} of `{spec.Signed.Pattern}`"
        + (spec.Time?.Tolerance is { } tolerance ? $", {tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min" : "");

    public string ReadsOfBody => spec.Time?.BodyMember is { } member ? $"JSON, as far as `$.{member}`" : "nothing";

    public bool CoversBody => true;

    public void AppendSigned(WebhookRequest request, IncrementalHash hash) => spec.Signed.AppendTo(hash, request, TimeIn(request, HeadersOf(request)));

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var headers = HeadersOf(request);
        var claims = new List<byte[]>(Math.Max(headers.Count, 1));
        foreach (var header in headers) Text.Read(header, claims);
        var isClaimed = claims.Count > 0;
        if (!isClaimed) claims.Add(new byte[spec.Algorithm.Length()]);

        var time = TimeIn(request, headers);
        var sentAt = now;
        var isTimeReadable = time is null || spec.Time!.TryParse(time, out sentAt);

        // Before anything is refused, so that the time it takes does not tell what is wrong.
        var signer = SignerOf(request, time, claims, secrets);
        if (headers.Count == 0) return VerificationResult.Failed.Missing;
        if (!isClaimed || !isTimeReadable) return VerificationResult.Failed.Malformed;
        if ((spec.Time is not null && time is null) || !spec.Signed.IsCompleteIn(request)) return VerificationResult.Failed.Missing;
        if (signer is null) return VerificationResult.Failed.Wrong;
        return spec.Time?.IsStale(sentAt, now) == true ? VerificationResult.Failed.Stale : new VerificationResult.Verified(signer);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        var key = KeyOf(secret);
        if (key.IsEmpty) return SigningResult.Impossible(spec.Key switch
        {
            KeyEncoding.Text => "the secret is empty",
            KeyEncoding.Hex => "the secret must be hexadecimal",
            _ => "the secret must be base64, after whsec_ where that stands in front",
        });

        var time = spec.Time?.Write(now);
        if (spec.Time is { Header: { } timeHeader }) request = request.WithHeader(timeHeader, time!);
        if (spec.Time is { BodyMember: { } member })
        {
            var value = spec.Time.Format == TimestampFormat.Iso8601 ? JsonValue.Create(time) : JsonNode.Parse(time!);
            if (TopLevelMember.Set(request.Body.Span, member, value!) is not { } body) return SigningResult.Impossible($"the body must be a JSON object: the sender writes the time of sending to $.{member}");
            request = request with { Body = body };
        }

        if (spec.Signed.MissingIn(request) is { } missing) return SigningResult.Impossible($"the sender also signs the header {missing}, which the request lacks");

        Span<byte> hash = stackalloc byte[HmacAlgorithmExtensions.MostBytes];
        hash = hash[..spec.Algorithm.Length()];
        Hash(key, request, time, hash);
        var signature = Text.Write(hash);
        if (spec.Time is { SignatureField: { } field }) signature = $"{field}{time}{spec.Separator ?? ','}{signature}";
        return SigningResult.Signed(request.WithHeader(spec.IsNumbered ? Numbered(1) : spec.Header, signature));
    }

    private string? TimeIn(WebhookRequest request, List<string> headers) =>
        spec.Time?.TextIn(request, headers is [var first, ..] ? first : "", spec.Separator);

    // All secrets are tried with all signatures, so the time does not tell which of them matched.
    private SecretValue? SignerOf(WebhookRequest request, string? time, List<byte[]> claims, IReadOnlyList<SecretValue> secrets)
    {
        Span<byte> expected = stackalloc byte[HmacAlgorithmExtensions.MostBytes];
        expected = expected[..spec.Algorithm.Length()];
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            var key = KeyOf(secret);
            // Anyone can sign with an empty key.
            if (key.IsEmpty) continue;
            Hash(key, request, time, expected);
            foreach (var claim in claims)
            {
                if (CryptographicOperations.FixedTimeEquals(expected, claim)) signer = secret;
            }
        }

        return signer;
    }

    private void Hash(ReadOnlySpan<byte> key, WebhookRequest request, string? time, Span<byte> hash)
    {
        if (spec.Signed.IsBodyAlone)
        {
            spec.Algorithm.Hash(key, request.Body.Span, hash);
            return;
        }

        using var hmac = IncrementalHash.CreateHMAC(spec.Algorithm.Name(), key);
        spec.Signed.AppendTo(hmac, request, time);
        hmac.GetHashAndReset(hash);
    }

    private ReadOnlySpan<byte> KeyOf(SecretValue secret) =>
        spec.Key == KeyEncoding.Text ? secret.Utf8.Span : spec.Key.Decode(secret.Reveal(), "whsec_");

    private List<string> HeadersOf(WebhookRequest request)
    {
        var headers = new List<string>(1);
        if (!spec.IsNumbered)
        {
            if (request.Header(spec.Header) is { } only) headers.Add(only);
            return headers;
        }

        for (var number = 1; number <= MostHeaders && request.Header(Numbered(number)) is { } header; number++) headers.Add(header);
        return headers;
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{spec.Header}-{number}");
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>Checks and makes the HMAC family of signatures over the body's bytes as they came; what differs is in the spec.</summary>
internal sealed class HmacSignature(HmacSignatureSpec spec) : ISecretVerifier
{
    private const int MostHeaders = 100;

    // All that is read of a body, in one go.
    private readonly string[] _members = [.. ((string?[])[spec.BodyMember, spec.Time?.BodyMember, .. spec.Signed.Members]).OfType<string>().Distinct(StringComparer.Ordinal)];

    public HmacSignatureSpec Spec => spec;

    private SignatureText Text => new(spec.Prefix, spec.Encoding, spec.Separator, spec.Algorithm.Length());

    public IEnumerable<string> SensitiveHeaders => IsInHeader ? [.. spec.IsNumbered ? Enumerable.Range(1, MostHeaders).Select(Numbered) : [spec.Header], .. spec.OtherHeaders] : [];

    public IEnumerable<string> SensitiveQuery => spec.QueryKey is { } key ? [key.ToLowerInvariant()] : [];

    public string Description =>
        Place + $"{spec.Encoding.ToString().ToLowerInvariant()} HMAC-{spec.Algorithm.ToString().ToUpperInvariant()} of `{spec.Signed.Pattern}`"
        + (spec.Time?.Tolerance is { } tolerance ? $", {tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min" : "")
        + (CoversBody ? "" : "; **the data is not signed**");

    public string ReadsOfBody
    {
        get
        {
            var read = string.Join(" and ", _members.Select(member => $"`$.{member}`"));
            return spec.Signed.HasForm ? $"a form of at most {SignedContent.MostFields} fields, sorted" : read.Length > 0 ? $"JSON, as far as {read}" : "nothing";
        }
    }

    public bool CoversBody => spec.Signed.HasBody;

    public bool ShowsSecret => false;

    public string WhyAnyBody => "its token can be used again";

    private bool IsInHeader => spec is { BodyMember: null, QueryKey: null };

    private string Place => spec switch
    {
        { BodyMember: { } member } => $"`$.{member}`: {(spec.Prefix.Length > 0 ? $"`{spec.Prefix}`" : "")}",
        { QueryKey: { } key } => $"`?{key}={spec.Prefix}`",
        _ => $"`{string.Join("` or `", [spec.Header + (spec.IsNumbered ? "-1…" : ""), .. spec.OtherHeaders])}: {spec.Prefix}`",
    };

    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        var members = JsonMember.FindOnce(request.Body.Span, _members);
        spec.Signed.AppendTo(hash, request, TimeIn(request, TextsIn(request, members), members), members);
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var members = JsonMember.FindOnce(request.Body.Span, _members);
        var headers = TextsIn(request, members);
        var claims = new List<byte[]>(Math.Max(headers.Count, 1));
        foreach (var header in headers) Text.Read(header, claims);
        var isClaimed = claims.Count > 0;
        if (!isClaimed) claims.Add(new byte[spec.Algorithm.Length()]);

        var time = TimeIn(request, headers, members);
        var sentAt = now;
        var isTimeReadable = time is null || spec.Time!.TryParse(time, now, out sentAt);

        // Before anything is refused, so that the time it takes does not tell what is wrong.
        var signer = SignerOf(request, time, members, claims, secrets);
        if (headers.Count == 0) return VerificationResult.Failed.Missing;
        if (!isClaimed || !isTimeReadable) return VerificationResult.Failed.Malformed;
        if ((spec.Time is not null && time is null) || !spec.Signed.IsCompleteIn(request, members) || !IsDeclaredIn(request)) return VerificationResult.Failed.Missing;
        if (signer is null) return VerificationResult.Failed.Wrong;
        return spec.Time?.IsStale(sentAt, now) == true ? VerificationResult.Failed.Stale : new VerificationResult.Verified(signer);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        var key = KeyOf(secret);
        if (key.IsEmpty)
        {
            return SigningResult.Impossible(spec.Key switch
            {
                KeyEncoding.Base64 => "the secret must be base64, after whsec_ where that stands in front",
                KeyEncoding.Hex => "the secret must be hexadecimal",
                _ => "the secret is empty",
            });
        }

        var time = spec.Time?.Write(now);
        if (spec.Time is { Header: { } timeHeader }) request = request.WithHeader(timeHeader, time!);
        if (spec.Time is { BodyMember: { } member })
        {
            var value = spec.Time.Format == TimestampFormat.Iso8601 ? JsonValue.Create(time) : JsonNode.Parse(time!);
            if (JsonMember.Set(request.Body.Span, member, value!) is not { } body) return SigningResult.Impossible($"the body must be a JSON object: the sender writes the time of sending to $.{member}");
            request = request with { Body = body };
        }

        foreach (var (header, value) in spec.Declared) request = request.WithHeader(header, value);
        var members = JsonMember.FindOnce(request.Body.Span, _members);
        if (spec.Signed.MissingIn(request, members) is { } missing) return SigningResult.Impossible($"the sender also signs {missing}, which the request lacks");

        Span<byte> hash = stackalloc byte[HmacAlgorithmExtensions.MostBytes];
        hash = hash[..spec.Algorithm.Length()];
        Hash(key, request, time, members, hash);
        var signature = Text.Write(hash);
        if (spec.Time is { SignatureField: { } field }) signature = $"{field}{time}{spec.Separator ?? ','}{signature}";
        return Put(request, signature);
    }

    private SigningResult Put(WebhookRequest request, string signature)
    {
        if (spec.QueryKey is { } key) return SigningResult.Signed(request.WithQuery(key, signature));
        if (spec.BodyMember is not { } member) return SigningResult.Signed(request.WithHeader(spec.IsNumbered ? Numbered(1) : spec.Header, signature));
        return JsonMember.Set(request.Body.Span, member, JsonValue.Create(signature)) is { } body
            ? SigningResult.Signed(request with { Body = body })
            : SigningResult.Impossible("the body must be a JSON object, each name of it once");
    }

    private bool IsDeclaredIn(WebhookRequest request) => spec.Declared.All(each => each.Value.Equals(request.Header(each.Header), StringComparison.OrdinalIgnoreCase));

    private string? TimeIn(WebhookRequest request, List<string> headers, IReadOnlyDictionary<string, string> members) =>
        spec.Time?.TextIn(request, headers is [var first, ..] ? first : "", spec.Separator, members);

    // All secrets are tried with all signatures, so the time does not tell which of them matched.
    private SecretValue? SignerOf(WebhookRequest request, string? time, IReadOnlyDictionary<string, string> members, List<byte[]> claims, IReadOnlyList<SecretValue> secrets)
    {
        Span<byte> expected = stackalloc byte[HmacAlgorithmExtensions.MostBytes];
        expected = expected[..spec.Algorithm.Length()];
        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            var key = KeyOf(secret);
            // Anyone can sign with an empty key.
            if (key.IsEmpty) continue;
            Hash(key, request, time, members, expected);
            foreach (var claim in claims)
            {
                if (CryptographicOperations.FixedTimeEquals(expected, claim)) signer = secret;
            }
        }

        return signer;
    }

    private void Hash(ReadOnlySpan<byte> key, WebhookRequest request, string? time, IReadOnlyDictionary<string, string> members, Span<byte> hash)
    {
        if (spec.Signed.IsBodyAlone)
        {
            spec.Algorithm.Hash(key, request.Body.Span, hash);
            return;
        }

        using var hmac = IncrementalHash.CreateHMAC(spec.Algorithm.Name(), key);
        spec.Signed.AppendTo(hmac, request, time, members);
        hmac.GetHashAndReset(hash);
    }

    private ReadOnlySpan<byte> KeyOf(SecretValue secret) => spec.Key switch
    {
        KeyEncoding.Text => secret.Utf8.Span,
        KeyEncoding.Sha256 => secret.Utf8.IsEmpty ? [] : SHA256.HashData(secret.Utf8.Span),
        _ => spec.Key.Decode(secret.Reveal(), "whsec_"),
    };

    // The texts in which signatures stand.
    private List<string> TextsIn(WebhookRequest request, IReadOnlyDictionary<string, string> members)
    {
        var texts = new List<string>(1);
        if (spec.BodyMember is { } member)
        {
            Add(members.GetValueOrDefault(member));
        }
        else if (spec.QueryKey is { } key)
        {
            Add(request.Query.GetValueOrDefault(key));
        }
        else if (spec.IsNumbered)
        {
            for (var number = 1; number <= MostHeaders && request.Header(Numbered(number)) is { } header; number++) texts.Add(header);
        }
        else
        {
            Add(request.Header(spec.Header));
            foreach (var other in spec.OtherHeaders) Add(request.Header(other));
        }

        return texts;

        void Add(string? text)
        {
            if (text is { Length: > 0 }) texts.Add(text);
        }
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{spec.Header}-{number}");
}

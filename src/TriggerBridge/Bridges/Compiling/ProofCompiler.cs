using System.Buffers;
using System.Text.RegularExpressions;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Certificates;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes of one proof's section the scheme that verifies it: each key's rule stands at the key.</summary>
/// <param name="at">Where the section is.</param>
/// <param name="isDevelopment">A sender's keys may come from this machine without TLS.</param>
internal sealed partial class ProofCompiler(ProofSection section, string at, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private const string SomeTopic = "arn:aws:sns:eu-central-1:123456789012:users";

    private static readonly TimeSpan UsualTolerance = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    public (WebhookScheme? Scheme, IReadOnlyList<string> Secrets, string? VerifyToken) Compile()
    {
        var scheme = CompileScheme(new SchemeOptions
        {
            Header = HeaderName("header", section.Header, "X-Signature"),
            Parameter = CompileParameter(),
            Tolerance = CompileTolerance(),
            Signature = CompileSignature(),
            Topics = CompileTopics(),
            RefusesSha1 = CompileRefusesSha1(),
            WebhookId = CompileWebhookId(),
            Token = new TokenCompiler(section, at, isDevelopment, problems).Compile(),
            ClientCertificate = CompileClientCertificate(),
        });
        var secrets = CompileSecrets(scheme);
        Names.CheckSecret(section.VerifyToken, At("verifyToken"), problems);
        return (scheme, secrets, section.VerifyToken);
    }

    // The sender is known, and the file says only what this sender leaves open.
    private WebhookScheme? CompileScheme(SchemeOptions options)
    {
        if (section.Scheme is not { } name) return null;
        if (!WebhookSchemes.Names.Contains(name, StringComparer.Ordinal))
        {
            Problem("scheme", Unknown(name));
            return null;
        }

        var scheme = WebhookSchemes.Create(name, options);
        foreach (var key in WrittenKeys().Where(key => !scheme.Keys.Contains(key, StringComparer.Ordinal)))
            Problem(key, $"belongs to {OwnersOf(key)}: {name} knows its own, leave it out");

        if (name == KeySenders.Ed25519Name && section.Key?.Value == KeyEncoding.Text)
            Problem("key", "'text' is no form of a public key: expected hex or base64");
        if (scheme.Keys.Contains(SchemeKeys.Signed, StringComparer.Ordinal)) CheckSigned(options.Signature.Signed);
        CheckRequired(scheme);
        return scheme;
    }

    // What this sender cannot be verified without.
    private void CheckRequired(WebhookScheme scheme)
    {
        foreach (var key in scheme.RequiredKeys)
        {
            var missing = key switch
            {
                SchemeKeys.Issuer when section.Issuer is null => $"{scheme.Name}: name who issues the sender's tokens, as their iss says",
                SchemeKeys.Audience when section.Audience is null => $"{scheme.Name}: name whom the sender's tokens are for, as their aud says",
                SchemeKeys.Caller when section.Caller is null => $"{scheme.Name}: whose keys are published signs for all its customers; name the one that may send, as its tokens say",
                SchemeKeys.Tenant when section.Tenant is null => $"{scheme.Name}: name the id of the Entra tenant whose apps may send",
                SchemeKeys.Topics when section.Topics is null => $"SNS signs for every topic there is, name yours, such as {SomeTopic}",
                SchemeKeys.WebhookId when section.WebhookId is null => $"{scheme.Name} signs the webhook's id, which it shows beside its address",
                SchemeKeys.VerifyToken when section.VerifyToken is null => $"{scheme.Name} tests the address with it, name the secret that holds it",
                _ => null,
            };
            if (missing is not null && !IsReported(key)) Problem(key, "is missing: " + missing);
        }
    }

    // What could not be read is null as well.
    private bool IsReported(string key) => problems.Any(problem => problem.Path == At(key) || problem.Path.StartsWith(At(key) + "[", StringComparison.Ordinal));

    // Of those that only some schemes understand.
    private IEnumerable<string> WrittenKeys() =>
        BridgeFileJson.Default.ProofSection.Properties
            .Where(key => SchemeKeys.All.Contains(key.Name) && key.Get!(section) is not null)
            .Select(key => key.Name);

    private static string Unknown(string scheme) => WebhookSchemes.NotSupported.TryGetValue(scheme, out var reason)
        ? $"'{scheme}' {reason}"
        : ClosestName.Objection(scheme, WebhookSchemes.Names, "a scheme", "schemes", shownBy: "'triggerbridge senders list'");

    private static string OwnersOf(string key)
    {
        const int most = 8;
        var owners = WebhookSchemes.KeyOwners[key].ToList();
        return owners.Count <= most ? string.Join(", ", owners) : "other schemes";
    }

    // What the file says of a signature can be checked, and covers the body and the time.
    private HmacSignatureSpec CompileSignature()
    {
        var usual = new HmacSignatureSpec();
        return new HmacSignatureSpec
        {
            Header = section.Header ?? usual.Header,
            Algorithm = section.Algorithm?.Value ?? usual.Algorithm,
            Prefix = section.Prefix ?? usual.Prefix,
            Encoding = section.Encoding?.Value ?? usual.Encoding,
            Separator = CompileSeparator() ?? usual.Separator,
            Signed = CompileSigned() ?? usual.Signed,
            Key = section.Key?.Value ?? usual.Key,
            OtherHeaders = CompileOtherHeaders(),
            BodyMember = CompileMember(),
            QueryKey = section.Scheme == WebhookSchemes.HmacName ? section.Parameter : null,
            Time = HeaderName("timestamp", section.Timestamp, "X-Timestamp") is { } timestamp
                ? new() { Header = timestamp.ToLowerInvariant(), Format = section.TimestampFormat?.Value ?? default, Tolerance = UsualTolerance }
                : usual.Time,
        };
    }

    private char? CompileSeparator()
    {
        if (section.Separator is { Length: not 1 }) Problem("separator", "expected one character");
        return section.Separator is [var separator] ? separator : null;
    }

    private SignedContent? CompileSigned()
    {
        if (section.Signed is not { } pattern) return null;
        if (SignedContent.TryParse(pattern, out var signed, out var problem)) return signed;
        Problem("signed", problem!);
        return null;
    }

    private void CheckSigned(SignedContent signed)
    {
        if (IsReported("signed")) return;
        if (!signed.HasBody && !signed.Members.Any())
            Problem("signed", "must contain {body}, {form} or a member such as {$.token}: what is not signed, anyone can change");
        else if (section.Timestamp is { } timestamp && !signed.HasTime && !signed.HasHeader(timestamp))
            Problem("signed", "must contain {time}: a time that is not signed proves nothing");
        else if (section.Timestamp is null && signed.HasTime)
            Problem("signed", "has {time}: name the header that holds it, as $.webhook.timestamp");
    }

    private IReadOnlyList<string> CompileTopics()
    {
        if (section.Topics is not { } topics) return [];
        if (topics.All.Count == 0) Problem("topics", $"the list is empty: name the topics whose messages are taken, such as {SomeTopic}");
        foreach (var topic in topics.All.Where(topic => !TopicArn().IsMatch(topic))) Problem("topics", $"'{topic}': expected the ARN of a topic, such as {SomeTopic}");
        return topics.All;
    }

    private bool CompileRefusesSha1()
    {
        if (section.SignatureVersion is { Value: not 2 }) Problem("signatureVersion", "expected 2, which refuses version 1; leave it out to take both");
        return section.SignatureVersion is not null;
    }

    private string CompileWebhookId()
    {
        if (section.WebhookId is { } id && !PlainId().IsMatch(id)) Problem("webhookId", "expected the id as PayPal shows it, such as 8PT597110X687430LKGECATA");
        return section.WebhookId ?? "";
    }

    private List<string> CompileOtherHeaders()
    {
        foreach (var header in section.OtherHeaders?.All ?? []) Names.CheckHeader(header, At("otherHeaders"), "X-Signature-2", problems);
        return [.. section.OtherHeaders?.All.Select(header => header.ToLowerInvariant()) ?? []];
    }

    // The signature stands in one place.
    private string? CompileMember()
    {
        if (section.Member is not { } member) return null;
        if (section.Header is not null || section.Parameter is not null) Problem("member", "the signature stands in a header, in the query or in the body: take one of them");
        if (!Member().IsMatch(member)) Problem("member", "expected the names that lead to the signature in the body, such as signature.value");
        if (section.Signed is null or "{body}") Problem("signed", "is missing: the body holds the signature itself, so name what is signed of it, such as {$.id}{$.time}");
        return member;
    }

    private ClientCertificateSpec CompileClientCertificate()
    {
        const int thumbprintBytes = 32;
        var thumbprints = new List<byte[]>();
        foreach (var text in section.Thumbprints?.All ?? [])
        {
            var bytes = new byte[thumbprintBytes];
            var plain = text.Replace(":", "", StringComparison.Ordinal);
            if (plain.Length == 2 * thumbprintBytes && Convert.FromHexString(plain, bytes, out _, out _) == OperationStatus.Done) thumbprints.Add(bytes);
            else Problem("thumbprints", "expected the SHA-256 of a certificate, 64 hexadecimal digits: 'openssl x509 -noout -fingerprint -sha256' shows it");
        }

        if (section.Scheme == "mtls" && section.Thumbprints is null && section.Subject is null)
            Problem("subject", "is missing: name the certificates as thumbprints, or their subject and, as secret, the authority that issues them: without it any of its customers may send");
        return new ClientCertificateSpec { Thumbprints = thumbprints, Subjects = section.Subject?.All ?? [], Issuers = section.Issuer?.All ?? [] };
    }

    private string? HeaderName(string key, string? name, string example)
    {
        Names.CheckHeader(name, At(key), example, problems);
        return name;
    }

    private string? CompileParameter()
    {
        Names.CheckQueryKey(section.Parameter, At("parameter"), "code", problems);
        return section.Parameter;
    }

    private TimeSpan? CompileTolerance()
    {
        if (section.Tolerance is { Value: var tolerance } && (tolerance <= TimeSpan.Zero || tolerance > LongestTolerance))
            Problem("tolerance", $"expected more than 00:00:00 and at most {LongestTolerance:c}");
        return section.Tolerance?.Value;
    }

    private IReadOnlyList<string> CompileSecrets(WebhookScheme? scheme)
    {
        if (section.Secret is not { } secret)
        {
            if (scheme is { Verifier.NeedsSecret: true } && !IsReported("secret")) Problem("secret", $"is missing: {scheme.Name} proves itself by a secret, name the one in the vault that holds it");
            return [];
        }

        if (scheme is { Verifier.NeedsSecret: false }) Problem("secret", $"belongs to senders that share a secret: {scheme.Name} proves itself by what it publishes, leave it out");
        if (secret.Names.Count == 0) Problem("secret", "the list is empty: name the secret with which the sender signs");
        for (var i = 0; i < secret.Names.Count; i++)
            Names.CheckSecret(secret.Names[i], secret.IsList ? JsonLocation.Item(At("secret"), i) : At("secret"), problems);
        return secret.Names;
    }

    private string At(string key) => at + "." + key;

    private void Problem(string key, string problem) => problems.Add(new(At(key), problem));

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopicArn();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,100}(\.[A-Za-z0-9_-]{1,100}){0,9}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainId();
}

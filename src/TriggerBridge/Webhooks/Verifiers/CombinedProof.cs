using System.Security.Cryptography;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>Several proofs of one request, each with secrets of its own: all of them must be there, or any.</summary>
internal sealed class CombinedProof(IReadOnlyList<ProofPart> parts, bool needsAll) : IRequestVerifier
{
    public IEnumerable<string> SensitiveHeaders => parts.SelectMany(part => part.Verifier.SensitiveHeaders);

    public IEnumerable<string> SensitiveQuery => parts.SelectMany(part => part.Verifier.SensitiveQuery);

    public string Description => string.Join(needsAll ? ", and " : ", or ", parts.Select(part => part.Verifier.Description));

    public bool NeedsSecret => needsAll ? parts.Any(part => part.Verifier.NeedsSecret) : parts.All(part => part.Verifier.NeedsSecret);

    public bool CoversBody => needsAll ? parts.Any(part => part.Verifier.CoversBody) : parts.All(part => part.Verifier.CoversBody);

    public bool ShowsSecret => parts.Any(part => part.Verifier.ShowsSecret);

    public bool CanVerify(IReadOnlyDictionary<string, SecretValue> known) =>
        needsAll ? parts.All(part => part.Verifier.CanVerify(part.Of(known))) : parts.Any(part => part.Verifier.CanVerify(part.Of(known)));

    // The same whichever of them proved it: where one must, all are there.
    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        if (needsAll && parts.FirstOrDefault(part => part.Verifier.CoversBody) is { } covering) covering.Verifier.AppendSigned(request, hash);
        else hash.AppendData(request.Body.Span);
    }

    // Each is looked at, whatever the others say.
    public async ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken)
    {
        var results = new List<VerificationResult>(parts.Count);
        foreach (var part in parts)
            results.Add(await part.Verifier.VerifyAsync(request, means with { Known = part.Of(means.Known) }, cancellationToken));

        var verified = results.OfType<VerificationResult.Verified>().ToList();
        if (needsAll ? verified.Count == parts.Count : verified.Count > 0) return verified[0];

        // What is wrong says more than what is missing.
        var failed = results.OfType<VerificationResult.Failed>().OrderBy(each => each.Reason == VerificationFailure.MissingSignature).ToList();
        var unavailable = results.OfType<VerificationResult.Unavailable>().FirstOrDefault();
        if (needsAll) return failed.Count > 0 ? failed[0] : unavailable!;
        return unavailable is not null ? unavailable : failed[0];
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) => needsAll
        ? SigningResult.Impossible("the sender proves itself in several ways at once, each with a secret of its own: send it with the sender's own tool")
        : parts[0].Verifier.Sign(request, secret, now);
}

/// <param name="SecretNames">Those of this proof alone: what proves the one must not prove the other.</param>
internal sealed record ProofPart(IRequestVerifier Verifier, IReadOnlyList<string> SecretNames)
{
    public IReadOnlyDictionary<string, SecretValue> Of(IReadOnlyDictionary<string, SecretValue> known) =>
        SecretNames.Where(known.ContainsKey).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => known[name], StringComparer.Ordinal);
}

using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// SailPoint's event triggers: Basic where the secret is <c>{"user","password"}</c>, bearer where it is a plain text
/// (https://developer.sailpoint.com/docs/extensibility/event-triggers/preparing-subscriber-service).
/// </summary>
internal sealed class SailPointSecret : ISecretVerifier
{
    private readonly BasicCredentials _basic = new();
    private readonly PlainSecret _bearer = new(SecretPlace.Bearer);

    public IEnumerable<string> SensitiveHeaders => _basic.SensitiveHeaders;

    public string Description => $"{_basic.Description} or {SecretPlace.Bearer.Description}, by the secret's shape";

    public bool CoversBody => false;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var isPair = secrets.ToLookup(static secret => BasicCredentials.TryRead(secret, out _));
        var basic = _basic.Verify(request, [.. isPair[true]], now);
        var bearer = _bearer.Verify(request, [.. isPair[false]], now);
        if (basic is VerificationResult.Verified) return basic;
        return bearer is VerificationResult.Failed { Reason: VerificationFailure.MissingSignature } ? basic : bearer;
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) =>
        BasicCredentials.TryRead(secret, out _) ? _basic.Sign(request, secret, now) : _bearer.Sign(request, secret, now);
}

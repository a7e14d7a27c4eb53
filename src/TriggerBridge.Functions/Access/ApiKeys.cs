using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Access;

/// <summary>Knows operators by their API keys.</summary>
internal sealed partial class ApiKeys(IOptions<AccessOptions> options, SecretCache secrets, TimeProvider time, ILogger<ApiKeys> logger)
{
    /// <summary>How long a key may still be taken after it went from the list.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private Known? _known;

    /// <summary>Whether keys are set up.</summary>
    public bool AreUsed => !string.IsNullOrEmpty(options.Value.ApiKeysSecret);

    /// <exception cref="ProofUnreadableException">It cannot be said just now.</exception>
    public async ValueTask<Proof> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!AreUsed) return new Proof.Wrong("No API keys are set up: name the secret that holds them in TriggerBridge__ApiKeysSecret.");
        return await secrets.GetAsync(options.Value.ApiKeysSecret!, Within, cancellationToken) switch
        {
            SecretLookup.Found found => Find(ListOf(found) ?? throw new ProofUnreadableException("The list of API keys cannot be read: the log says why."), key),
            // Nobody has one yet.
            SecretLookup.Missing => Find(Nobody, key),
            _ => throw new ProofUnreadableException("The API keys cannot be read."),
        };
    }

    private static ApiKeyList Nobody { get; } = new() { Keys = [] };

    // The same work whatever is sent.
    private Proof Find(ApiKeyList list, string key)
    {
        var (isWhole, entry) = (ApiKey.IsWhole(key), list.Find(key));
        if (!isWhole) return new Proof.Wrong("The API key is not whole: it was cut off or mistyped.");
        if (entry is null) return new Proof.Wrong("The API key is unknown, or was revoked.");
        var who = new Operator(OperatorKind.Key, entry.Name, entry.Name, entry.Roles);
        return entry.IsLive(time.GetUtcNow()) ? new Proof.Right(who) : new Proof.Wrong($"The API key '{entry.Name}' has expired.") { Who = who };
    }

    // The same text stays the same object: it is read, and what is wrong in it is told, once.
    private ApiKeyList? ListOf(SecretLookup.Found secret)
    {
        if (_known is { } known && known.Secret == secret.Value) return known.List;
        var list = ApiKeyListReader.Read(secret.Value.Reveal(), out var problems);
        _known = new Known(secret.Value, list);
        foreach (var problem in problems) LogProblem(options.Value.ApiKeysSecret!, problem);
        return list;
    }

    [LoggerMessage(LogLevel.Error, "The API keys in the secret '{Secret}': {Problem}")]
    private partial void LogProblem(string secret, string problem);

    private sealed record Known(SecretValue Secret, ApiKeyList? List);
}

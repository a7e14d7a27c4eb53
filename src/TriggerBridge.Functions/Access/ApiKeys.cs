using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Access;

/// <summary>Knows operators by their API keys.</summary>
internal sealed class ApiKeys(IOptions<AccessOptions> options, SecretCache secrets, TimeProvider time)
{
    /// <summary>Whether keys are set up.</summary>
    public bool AreUsed => !string.IsNullOrEmpty(options.Value.ApiKeysSecret);

    /// <returns>Whose key it is, and whether it is live. Null: it is none of the list.</returns>
    /// <exception cref="KeysUnavailableException">It cannot be said just now.</exception>
    public async ValueTask<(Operator Who, bool IsLive)?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!AreUsed || !ApiKey.IsWhole(key)) return null;
        return await secrets.GetAsync(options.Value.ApiKeysSecret!, cancellationToken) switch
        {
            SecretLookup.Found found => Find(found, key),
            // Nobody has one yet.
            SecretLookup.Missing => null,
            _ => throw new KeysUnavailableException(),
        };
    }

    private (Operator Who, bool IsLive)? Find(SecretLookup.Found secret, string key)
    {
        var list = ApiKeyList.Read(secret.Value.Reveal()) ?? throw new KeysUnavailableException();
        return list.Find(key) is { } entry ? (new Operator(OperatorKind.Key, entry.Name, entry.Name, entry.Roles), entry.IsLive(time.GetUtcNow())) : null;
    }
}

/// <summary>The list of API keys cannot be read.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It says all there is to say.")]
internal sealed class KeysUnavailableException() : Exception("The API keys cannot be read.");

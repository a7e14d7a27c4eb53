using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Credentials;
using TriggerBridge.Operators;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Dev;

/// <summary>The secrets that the bridges name: those that are missing are made, and none that is there is changed.</summary>
/// <param name="makesClients">The tenant is simulated, and takes whatever clients are made for it.</param>
internal sealed class DevSecrets(string file, bool makesClients)
{
    private const int SecretBytes = 32;

    /// <returns>The names of those that were made.</returns>
    /// <exception cref="CliException">The file cannot be read or written.</exception>
    public async Task<IReadOnlyList<string>> MakeAsync(DevFolder folder, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(cancellationToken);
        var made = new List<string>();
        foreach (var (name, make) in Needed(folder, known).Where(needed => !known.ContainsKey(needed.Name)).DistinctBy(needed => needed.Name, StringComparer.Ordinal))
        {
            if (make() is not { } value) continue;
            try
            {
                await new FileSecretStore(file).WriteAsync(name, value, cancellationToken);
            }
            catch (SecretStoreException fault)
            {
                throw new CliException(fault.Message, ExitCode.NoInput, fault);
            }

            made.Add(name);
        }

        return made;
    }

    /// <exception cref="CliException">The file cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, SecretValue>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(file)) return new Dictionary<string, SecretValue>(StringComparer.Ordinal);
        return SecretsFileContent.Parse(await Sample.ReadAsync(file, cancellationToken)) switch
        {
            SecretsFileContent.Secrets { ByName: var secrets } => secrets,
            SecretsFileContent.Malformed malformed => throw new CliException($"{file} {malformed.Problem}: mend it, or delete it, and a new one is made.", ExitCode.Errors),
            _ => throw new InvalidOperationException("A secrets file is nothing else."),
        };
    }

    // Each with what makes it; null: only its owner has it.
    private IEnumerable<(string Name, Func<string?> Make)> Needed(DevFolder folder, IReadOnlyDictionary<string, SecretValue> known)
    {
        var key = known.TryGetValue(DevServices.OperatorKey, out var kept) ? kept.Reveal() : ApiKey.Create();
        yield return (DevServices.OperatorKey, () => key);
        yield return (DevServices.ApiKeys, () => ApiKeyList.Of("operator", key).Write());
        if (makesClients) yield return (DevServices.ReadCredential, NewClient);
        foreach (var webhook in folder.Addresses.Select(address => address.Webhook))
        {
            foreach (var name in webhook.SecretNames) yield return (name, () => NewOf(webhook));
            if (webhook.VerifyTokenName is { } token) yield return (token, Random);
            if (webhook.Pairing is not null) yield return (SecretSeal.KeyName, SecretSeal.NewKey);
        }

        foreach (var bridge in folder.Bridges)
        {
            if (makesClients) yield return (bridge.Workflow.Credential, NewClient);
            if (bridge.SecretNames.Contains(SecretSeal.KeyName, StringComparer.Ordinal)) yield return (SecretSeal.KeyName, SecretSeal.NewKey);
        }
    }

    private static string Random() => RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);

    // Without a URL, it goes with its bridge to whichever workflow that names: while one tries, this changes.
    private static string NewClient() => new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["secret"] = Random() }.ToJsonString();

    /// <summary>One of the form that the scheme takes: with it an event is signed and verified.</summary>
    /// <returns>Null where nobody but the sender can make one, as a key pair.</returns>
    private static string? NewOf(WebhookSource webhook)
    {
        string[] forms =
        [
            Random(),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)),
            "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)),
            new JsonObject { ["user"] = "bridge", ["password"] = Random() }.ToJsonString(),
        ];
        var request = SenderStart.All[webhook.Scheme].Request();
        var now = TimeProvider.System.GetUtcNow();
        return Array.Find(forms, form =>
        {
            var secret = new SecretValue(form);
            // With a secret alone it is said at once.
            return webhook.Sign(request, secret, now) is { IsSigned: true, Request: var signed }
                && IsVerified(webhook.VerifyAsync(signed, VerificationMeans.Of(now, secret), CancellationToken.None));
        });

        static bool IsVerified(ValueTask<VerificationResult> verifying) => verifying is { IsCompletedSuccessfully: true, Result: VerificationResult.Verified };
    }
}

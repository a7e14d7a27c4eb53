using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>
/// Names that Key Vault takes (https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates).
/// It also catches a secret that was pasted where its name belongs, so the text is not repeated.
/// </summary>
internal sealed class SecretNameRule : IBridgeRule
{
    private const int Longest = 127;

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Workflow?.Credential is { } credential) CheckName(credential, "$.workflow.credential", problems);
        if (draft.File.Webhook?.VerifyToken is { } verifyToken) CheckName(verifyToken, "$.webhook.verifyToken", problems);
        if (draft.File.Poll?.Request?.Auth?.Secret is { } pollSecret) CheckName(pollSecret, "$.poll.request.auth.secret", problems);
        if (draft.File.Webhook?.Secret is not { } secret) return;

        const string at = "$.webhook.secret";
        if (secret.Names.Count == 0) problems.Add(new(at, "the list is empty: name the secret with which the sender signs"));
        for (var i = 0; i < secret.Names.Count; i++)
            CheckName(secret.Names[i], secret.IsList ? JsonLocation.Item(at, i) : at, problems);
    }

    private static void CheckName(string name, string at, ICollection<DocumentProblem> problems)
    {
        if (name.Length is 0 or > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            problems.Add(new(at, $"expected a secret's name in the vault (not the secret): 1 to {Longest} of 0-9, a-z, A-Z and -"));
    }
}

using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

internal static class SecretMatch
{
    /// <summary>The secret that has this text; all are compared. An empty secret is nobody's.</summary>
    public static SecretValue? Holder(this IReadOnlyList<SecretValue> secrets, string claimed)
    {
        SecretValue? holder = null;
        foreach (var secret in secrets)
        {
            if (secret.Matches(claimed) && !secret.Utf8.IsEmpty) holder = secret;
        }

        return holder;
    }
}

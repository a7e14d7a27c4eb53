using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>API keys, made as <c>docs/security.md</c> says, without the app's own code.</summary>
internal static class OperatorKeys
{
    public static string Create()
    {
        var random = "tbk_" + RandomNumberGenerator.GetHexString(64, lowercase: true);
        return random + HashOf(random)[..8];
    }

    /// <summary>What the app's secret holds where it knows one key, with all roles.</summary>
    public static object ListOf(string key) => new
    {
        keys = new[] { new { name = "operator", sha256 = HashOf(key), roles = new[] { "Deliveries.Read", "Deliveries.Operate", "Bridges.Manage", "Audit.Read" } } },
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

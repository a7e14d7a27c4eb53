using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Bridges;

/// <summary>What a bridge was made of.</summary>
/// <param name="File">The version of its own file's text.</param>
/// <param name="Companions">The versions of the other files that it uses, by name; empty for one that was looked for and not there.</param>
internal sealed record BridgeTexts(string File, IReadOnlyDictionary<string, string> Companions)
{
    /// <summary>That of the bridge: its file's own where it uses no other.</summary>
    public string Version => Companions.Count == 0 ? File
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Companions.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {file.Value}").Prepend(File)))))[..File.Length];

    /// <param name="versionOf">That of another file as it is now.</param>
    public bool AreStill(string file, Func<string, string> versionOf) => file == File && Companions.All(companion => versionOf(companion.Key) == companion.Value);
}

using TriggerBridge.Credentials;

namespace TriggerBridge.Simulation.World;

/// <summary>The vault; it always answers. Its texts must stand in no log.</summary>
internal sealed class SimulatedSecrets : ISecretSource
{
    public const string Hook = "the-sender's-secret-3f1c";

    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["hook"] = Hook,
        ["client-hold"] = """{"id":"client-hold","secret":"client-secret-8d20"}""",
        ["client-retry"] = """{"id":"client-retry","secret":"client-secret-8d20"}""",
        ["client-absent"] = """{"id":"client-absent","secret":"client-secret-8d20"}""",
        ["reader"] = """{"id":"reader","secret":"client-secret-8d20"}""",
    };

    public static SimulatedSecrets Instance { get; } = new();

    /// <summary>What no log may hold.</summary>
    public static IReadOnlyList<string> Texts { get; } = [Hook, "client-secret-8d20", "token-of-"];

    public string Place => "the simulated vault";

    public Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<SecretLookup>(
        All.TryGetValue(name, out var text) ? new SecretLookup.Found(new SecretValue(text)) : new SecretLookup.Missing(name));
}

using TriggerBridge.Credentials;

namespace TriggerBridge.Simulation.World;

/// <summary>The vault; it always answers. Its texts must stand in no log.</summary>
internal sealed class SimulatedSecrets(SimulatedWorld world) : ISecretSource
{
    public const string Hook = "the-sender's-secret-3f1c";
    public const string Callback = "a-question's-secret-77ab";
    public const string Reader = "reader";
    public const string Client = "client-a";

    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["hook"] = Hook,
        ["triggerbridge-data-key"] = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        [Client] = """{"id":"client-a","secret":"client-secret-8d20"}""",
        ["client-b"] = """{"id":"client-b","secret":"client-secret-8d20"}""",
        ["client-c"] = """{"id":"client-c","secret":"client-secret-8d20"}""",
        [Reader] = """{"id":"reader","secret":"client-secret-8d20"}""",
    };

    /// <summary>What no log may hold.</summary>
    public static IReadOnlyList<string> Texts { get; } = [Hook, Callback, "client-secret-8d20", "token-of-"];

    public string Place => "the simulated vault";

    public Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<SecretLookup>(
        All.TryGetValue(name, out var text) && !IsAway(name) ? new SecretLookup.Found(new SecretValue(text)) : new SecretLookup.Missing(name));

    private bool IsAway(string name) => (name switch { Reader => world.Plan.Reads, Client => world.Plan.Executes, _ => CredentialTrouble.None }) switch
    {
        CredentialTrouble.Away => world.IsTrouble,
        CredentialTrouble.Gone => world.IsLost,
        _ => false,
    };
}

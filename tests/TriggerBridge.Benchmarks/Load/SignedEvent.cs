using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>GitHub's own example of the event "a member was removed from an organization", signed as GitHub does.</summary>
internal sealed record SignedEvent
{
    public const string Type = "organization";

    private const string Action = "member_removed";

    /// <summary>Compact, as GitHub sends it.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The value of X-Hub-Signature-256.</summary>
    public required string Signature { get; init; }

    public static async Task<SignedEvent> LoadAsync(string secret)
    {
        var body = await GitHubExample.LoadAsync(Type, example => example.GetProperty("action").ValueEquals(Action));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);
        return new() { Body = body, Signature = "sha256=" + Convert.ToHexStringLower(signature) };
    }
}

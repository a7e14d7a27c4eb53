using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Testing;

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
        var path = await NpmTools.LocateAsync("@octokit", "webhooks-examples", "ghes-35", "index.json");
        await using var file = File.OpenRead(path);
        using var examples = await JsonDocument.ParseAsync(file);
        var example = examples.RootElement.EnumerateArray()
            .Single(group => group.GetProperty("name").ValueEquals(Type))
            .GetProperty("examples").EnumerateArray()
            .First(each => each.GetProperty("action").ValueEquals(Action));

        var body = Compact(example);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);
        return new() { Body = body, Signature = "sha256=" + Convert.ToHexStringLower(signature) };
    }

    private static byte[] Compact(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            json.WriteTo(writer);
        return buffer.ToArray();
    }
}

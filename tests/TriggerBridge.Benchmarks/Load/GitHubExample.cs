using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>GitHub's own examples of its events.</summary>
internal static class GitHubExample
{
    /// <returns>The first of its type that is wanted; compact, as GitHub sends it.</returns>
    public static async Task<byte[]> LoadAsync(string type, Predicate<JsonElement> isWanted)
    {
        var path = await NpmTools.LocateAsync("@octokit", "webhooks-examples", "ghes-35", "index.json");
        await using var file = File.OpenRead(path);
        using var examples = await JsonDocument.ParseAsync(file);
        return Compact(examples.RootElement.EnumerateArray()
            .Single(group => group.GetProperty("name").ValueEquals(type))
            .GetProperty("examples").EnumerateArray()
            .First(example => isWanted(example)));
    }

    private static byte[] Compact(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            json.WriteTo(writer);
        return buffer.ToArray();
    }
}

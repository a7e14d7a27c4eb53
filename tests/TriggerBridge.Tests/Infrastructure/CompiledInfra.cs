using System.Text.Json;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>What the compiler makes of every file in infra/; made once for all tests.</summary>
internal sealed class CompiledInfra
{
    private static readonly Lazy<Task<CompiledInfra>> Once = new(BuildAsync);

    /// <summary>Errors and warnings; empty where there is none.</summary>
    public required string Problems { get; init; }

    /// <summary>The template of each file, by its path in infra/; null where the compiler made none.</summary>
    public required IReadOnlyDictionary<string, JsonElement?> Templates { get; init; }

    public JsonElement Main => Templates["main.bicep"]!.Value;

    public static Task<CompiledInfra> GetAsync() => Once.Value;

    private static async Task<CompiledInfra> BuildAsync()
    {
        using var infra = new InfraCopy();
        var (_, output, problems) = await infra.RunOnAllAsync("build");
        return new()
        {
            Problems = output + problems,
            Templates = infra.BicepFiles.ToDictionary(file => file, file => Read(infra.File(Path.ChangeExtension(file, ".json"))), StringComparer.Ordinal),
        };
    }

    private static JsonElement? Read(string template)
    {
        if (!File.Exists(template))
            return null;
        using var document = JsonDocument.Parse(File.ReadAllBytes(template));
        return document.RootElement.Clone();
    }
}

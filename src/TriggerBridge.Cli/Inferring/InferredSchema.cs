using System.Text.Json;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Mapping.Inference;

namespace TriggerBridge.Cli.Inferring;

/// <summary>The schema that is made of a bridge's events.</summary>
internal static class InferredSchema
{
    /// <summary>As the bridge's file names it.</summary>
    public static string NameOf(string bridge) => $"schemas/{bridge}.json";

    public static string FileOf(string folder, string bridge) => Path.Combine(folder, "schemas", bridge + ".json");

    public static InferredEvents Of(string bridge, IEnumerable<JsonElement> events)
    {
        var inference = new EventInference();
        foreach (var each in events)
            inference.Add(each);
        return new InferredEvents(bridge, inference.Count, JsonElement.Parse(inference.WriteSchema($"Events of {bridge}")), inference.FirstMapping());
    }

    /// <exception cref="CliException">It cannot be written.</exception>
    public static Task WriteAsync(string file, JsonElement schema, CancellationToken cancellationToken) => Sample.WriteAsync(file, TextOf(schema), cancellationToken);

    public static string TextOf(JsonElement schema) => Terminal.Write(schema, SamplesJson.Default.JsonElement).ReplaceLineEndings("\n") + "\n";
}

/// <summary>What was inferred, and where it is.</summary>
/// <param name="Events">How many it was made of.</param>
/// <param name="InUse">The schema that the bridge names; null: none.</param>
internal sealed record InferReport(string Bridge, int Events, string File, string? InUse, JsonElement Schema, IReadOnlyDictionary<string, string> Mapping);

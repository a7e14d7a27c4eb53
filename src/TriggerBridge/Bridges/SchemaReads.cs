using System.Text.Json;

namespace TriggerBridge.Bridges;

/// <summary>
/// Which paths of an event a schema names, so that a change of one can be told of. Read from its text: what other files of the folder say is not followed.
/// </summary>
internal sealed class SchemaReads
{
    private const string At = "$.schema";
    private const int MostLevels = 32;

    private static readonly string[] SamePlace = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Conditions = ["if", "then", "else", "not"];

    // Schemas that refer to themselves go on for ever, and may double at each level.
    private int _left = 5000;

    private SchemaReads()
    {
    }

    /// <param name="text">A schema without errors.</param>
    public static IReadOnlyList<EventRead> Of(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return [.. new SchemaReads().In(document.RootElement, document.RootElement, [], MostLevels).DistinctBy(read => read.Path, StringComparer.Ordinal)];
    }

    private IEnumerable<EventRead> In(JsonElement schema, JsonElement root, IReadOnlyList<string> steps, int levels)
    {
        if (schema.ValueKind != JsonValueKind.Object || levels == 0 || _left-- <= 0)
            yield break;
        foreach (var name in MembersOf(schema))
            yield return new EventRead(At, TextOf([.. steps, EventSteps.Member(name)]), [.. steps, EventSteps.Member(name)], TakesWhole: false);
        foreach (var read in Below(schema, steps).SelectMany(below => In(below.Schema, root, below.Steps, levels - 1)))
            yield return read;
        if (schema.TryGetProperty("$ref", out var reference) && reference.GetString() is { } pointer && Find(root, pointer) is { } target)
        {
            foreach (var read in In(target, root, steps, levels - 1))
                yield return read;
        }
    }

    private static IEnumerable<string> MembersOf(JsonElement schema) =>
        (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object ? properties.EnumerateObject().Select(member => member.Name) : [])
            .Concat(schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array ? required.EnumerateArray().Select(name => name.GetString()!) : []);

    private static IEnumerable<(JsonElement Schema, IReadOnlyList<string> Steps)> Below(JsonElement schema, IReadOnlyList<string> steps)
    {
        foreach (var member in schema.EnumerateObject())
        {
            switch (member.Name)
            {
                case "properties" when member.Value.ValueKind == JsonValueKind.Object:
                    foreach (var property in member.Value.EnumerateObject())
                        yield return (property.Value, [.. steps, EventSteps.Member(property.Name)]);
                    break;
                case "items":
                    yield return (member.Value, [.. steps, EventSteps.Item]);
                    break;
                case "prefixItems" when member.Value.ValueKind == JsonValueKind.Array:
                    foreach (var item in member.Value.EnumerateArray())
                        yield return (item, [.. steps, EventSteps.Item]);
                    break;
                case var name when SamePlace.Contains(name) && member.Value.ValueKind == JsonValueKind.Array:
                    foreach (var each in member.Value.EnumerateArray())
                        yield return (each, steps);
                    break;
                case var name when Conditions.Contains(name):
                    yield return (member.Value, steps);
                    break;
            }
        }
    }

    private static JsonElement? Find(JsonElement root, string pointer)
    {
        if (!pointer.StartsWith('#'))
            return null;
        var found = root;
        foreach (var step in Uri.UnescapeDataString(pointer[1..]).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out found))
                return null;
        }

        return found;
    }

    private static string TextOf(IReadOnlyList<string> steps) => "$" + string.Concat(steps);
}

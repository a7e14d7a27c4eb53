using System.Text;
using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Tests.Mapping.Schemas;

/// <summary>A schema of one bridge, for tests.</summary>
internal static class LeaverSchema
{
    public const string File = "schemas/leaver.json";

    /// <summary>What does not fit; null: it fits.</summary>
    public static string? Objection(string schema, string json) => Compile(schema).Objection(Events.Of(json));

    /// <summary>As <see cref="Objection"/>, without the sentence around it.</summary>
    public static string? Errors(string schema, string json) => Objection(schema, json) is { } objection
        ? objection.StartsWith($"the event does not fit {File}: ", StringComparison.Ordinal) ? objection[$"the event does not fit {File}: ".Length..] : $"!{objection}"
        : null;

    public static EventSchema Compile(string schema, params (string Name, string Text)[] others)
    {
        var problems = new List<DocumentProblem>();
        var compiled = EventSchema.Compile(File, Texts([(File, schema), .. others]), "$.schema", problems);
        Assert.Empty(problems);
        return compiled!;
    }

    /// <summary>What keeps it from being compiled.</summary>
    public static IReadOnlyList<string> Problems(string schema, params (string Name, string Text)[] others)
    {
        var problems = new List<DocumentProblem>();
        Assert.Null(EventSchema.Compile(File, Texts([(File, schema), .. others]), "$.schema", problems));
        return [.. problems.Select(problem => $"{problem.File ?? "bridge"} {problem.Path}: {problem.Problem}")];
    }

    public static string Json<T>(T value) => JsonSerializer.Serialize(value);

    public static Func<string, SchemaText?> Texts(params IEnumerable<(string Name, string Text)> files) =>
        files.ToDictionary(file => file.Name, file => new SchemaText(file.Name, Encoding.UTF8.GetBytes(file.Text)), StringComparer.Ordinal).GetValueOrDefault;
}

using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes of a bridge's file how its events are held against each other: <c>order</c>, <c>delay</c>, <c>collapse</c> and <c>ignoreUnchanged</c>.</summary>
internal sealed class KeyRulesCompiler(BridgeFile file, LookupTables tables, ICollection<DocumentProblem> problems)
{
    private const int MostFields = 50;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestMemory = TimeSpan.FromDays(3650);

    public KeyRules Compile()
    {
        if (file.Respond is not null)
        {
            foreach (var at in new[] { file.Order is null ? null : "$.order", file.Delay is null ? null : "$.delay", file.Collapse is null ? null : "$.collapse", file.IgnoreUnchanged is null ? null : "$.ignoreUnchanged" }.OfType<string>())
                Problem(at, "does not go with $.respond: ISC waits for each answer");
        }

        if (file.Delay is { Value: var delay } && (delay <= TimeSpan.Zero || delay > LongestDelay))
            Problem("$.delay", $"expected more than 00:00:00 and at most {LongestDelay:c}");
        if (file is { Collapse: not null, Delay: null })
            Problem("$.collapse", "needs $.delay: without it nothing waits, so that nothing could stand for it");
        var order = CompileKey(file.Order?.Key, "$.order");
        return new KeyRules
        {
            Order = order is null ? null : new OrderRule(order, file.Order!.UntilFinal),
            Delay = file.Delay?.Value ?? TimeSpan.Zero,
            Collapse = CompileKey(file.Collapse, "$.collapse"),
            IgnoreUnchanged = file.IgnoreUnchanged is { } section ? Compile(section) : null,
        };
    }

    private UnchangedRule? Compile(IgnoreUnchangedSection section)
    {
        const string at = "$.ignoreUnchanged";
        if (section.For is { Value: var memory } && (memory <= TimeSpan.Zero || memory > LongestMemory))
            Problem($"{at}.for", $"expected more than 00:00:00 and at most {LongestMemory:c}");
        var key = CompileKey(section.Key, $"{at}.key");
        var fields = new List<PathExpression>();
        if (section.Fields is { } written)
        {
            if (written.GetArrayLength() is 0 or > MostFields)
                Problem($"{at}.fields", $"expected 1 to {MostFields} paths");
            foreach (var (index, text) in written.EnumerateArray().Take(MostFields).Index())
            {
                switch (text.ValueKind == JsonValueKind.String ? PathParser.Parse(text.GetString()!, PathLanguages.WithTables(tables)) : null)
                {
                    case PathParse.Parsed parsed:
                        fields.Add(parsed.Path);
                        break;
                    case { } invalid:
                        Problem(JsonLocation.Item($"{at}.fields", index), invalid.ToString()!);
                        break;
                    default:
                        Problem(JsonLocation.Item($"{at}.fields", index), "expected a path such as \"$.status\"");
                        break;
                }
            }
        }

        return key is null ? null : new UnchangedRule(key, fields, section.For?.Value ?? BridgeDefaults.RememberUnchanged);
    }

    private TextTemplate? CompileKey(string? text, string at)
    {
        if (text is null)
            return null;
        var template = TextTemplate.Compile(text, at, tables, problems);
        if (template.IsLiteral && !problems.Any(problem => problem.Path == at))
            Problem(at, "would be the same for all events: name what tells them apart, such as {{$.user.id}}");
        return template;
    }

    private void Problem(string at, string problem) => problems.Add(new(at, problem));
}

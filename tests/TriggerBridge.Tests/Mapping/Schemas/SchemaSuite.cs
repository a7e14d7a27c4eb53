using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Tests.Mapping.Schemas;

/// <summary>Files of the official JSON Schema test suite (https://github.com/json-schema-org/JSON-Schema-Test-Suite), of any draft.</summary>
internal static class SchemaSuite
{
    private const string Name = "schemas/suite.json";

    // What the suite asks and a bridge's schema refuses on purpose, by the words of the refusal.
    private static readonly string[] Refusals =
    [
        "leads out of the folder",
        "is supported at the root only",
        "['$dynamicRef']: is not supported",
        "['$dynamicAnchor']: is not supported",
        "['$vocabulary']: is not supported",
        "there is no such file",
        "is of an older draft",
        "/schema is supported",
        "such patterns may take for ever",
        "write prefixItems",
    ];

    /// <summary>What became of the tests of one file: those that give the suite's verdict, those that give another, and schemas that are refused.</summary>
    public sealed record Outcome(int Passed, IReadOnlyList<string> Failed, IReadOnlyDictionary<string, int> Refused);

    /// <param name="isMeant">Whether a group is of the draft that bridges have.</param>
    public static Outcome Run(string file, Func<JsonElement, bool> isMeant)
    {
        var (passed, failed, refused) = (0, new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var group in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray().Where(isMeant))
        {
            var problems = new List<DocumentProblem>();
            var schema = Compile(group.GetProperty("schema"), problems);
            var tests = group.GetProperty("tests").EnumerateArray().ToList();
            if (schema is null)
            {
                if (Array.Find(Refusals, refusal => problems.Exists(problem => $"{problem.Path}: {problem.Problem}".Contains(refusal, StringComparison.Ordinal))) is { } reason)
                    refused[reason] = refused.GetValueOrDefault(reason) + tests.Count;
                else
                    failed.Add($"{group.GetProperty("description")}: {string.Join(" | ", problems.Select(problem => problem.Problem))}");
                continue;
            }

            foreach (var test in tests)
            {
                var objection = schema.Objection(test.GetProperty("data"));
                if (objection is null == test.GetProperty("valid").GetBoolean())
                    passed++;
                else
                    failed.Add($"{group.GetProperty("description")}: {test.GetProperty("description")}: {objection ?? "it fits"}");
            }
        }

        return new Outcome(passed, failed, refused);
    }

    private static EventSchema? Compile(JsonElement schema, List<DocumentProblem> problems) =>
        EventSchema.Compile(Name, LeaverSchema.Texts((Name, schema.GetRawText())), "$.schema", problems);
}

using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>The examples that a description gives for whole bodies.</summary>
internal sealed record DescriptionExamples(IReadOnlyList<string> Workflows, IReadOnlyList<string> Subscriptions)
{
    public static DescriptionExamples Read(string version)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Contract.File(ContractRoutes.FileOf(version))));
        var paths = description.RootElement.GetProperty("paths");
        return new(Of(paths, "/workflows"), Of(paths, "/trigger-subscriptions"));
    }

    private static List<string> Of(JsonElement paths, string service)
    {
        var found = new List<string>();
        foreach (var path in paths.EnumerateObject().Where(path => path.Name == service || path.Name == $"{service}/v1" || path.Name == $"{service}/{{id}}" || path.Name == $"{service}/v1/{{id}}"))
        {
            foreach (var operation in path.Value.EnumerateObject().Where(operation => operation.Name is "get" or "put" or "post").Select(operation => operation.Value))
            {
                if (operation.TryGetProperty("requestBody", out var body))
                    found.AddRange(ExamplesIn(body.GetProperty("content")));
                foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name.StartsWith('2')))
                {
                    if (response.Value.TryGetProperty("content", out var content))
                        found.AddRange(ExamplesIn(content));
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> ExamplesIn(JsonElement contents) =>
        from content in contents.EnumerateObject()
        where content.Name is "application/json" && content.Value.TryGetProperty("examples", out _)
        from example in content.Value.GetProperty("examples").EnumerateObject()
        let value = example.Value.GetProperty("value")
        from each in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value]
        select each.GetRawText();
}

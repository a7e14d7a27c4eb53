using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Mapping;

/// <summary>A value of the workflow's input.</summary>
/// <param name="Steps">Names and indexes that lead to it.</param>
/// <param name="IsOpen">It is taken from the event: what stands below it, the template does not say.</param>
internal sealed record InputLeaf(IReadOnlyList<string> Steps, bool IsOpen)
{
    /// <summary>As people write it: <c>user.tags[0]</c>.</summary>
    public string Text => string.Concat(Steps.Select((step, index) => step.Length > 0 && step.All(char.IsAsciiDigit) ? $"[{step}]" : index == 0 ? step : "." + step));
}

/// <summary>The values of a template, without an event.</summary>
internal static class InputLeaves
{
    public static IReadOnlyList<InputLeaf> Of(JsonElement template) => [.. In(template, [])];

    private static IEnumerable<InputLeaf> In(JsonElement value, IReadOnlyList<string> steps) => value.ValueKind switch
    {
        JsonValueKind.Object when value.GetPropertyCount() > 0 => value.EnumerateObject().SelectMany(member => TemplateKey.Parse(member.Name) is { Kind: TemplateKeyKind.Literal, Name: var name }
            ? In(member.Value, [.. steps, name])
            : [new InputLeaf([.. steps, TemplateKey.Parse(member.Name).Name], IsOpen: true)]),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().SelectMany((item, index) => In(item, [.. steps, index.ToString(CultureInfo.InvariantCulture)])),
        _ when steps.Count == 0 => [],
        _ => [new InputLeaf(steps, IsOpen: false)],
    };
}

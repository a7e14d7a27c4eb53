using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>The functions of RFC 9535 (2.4.4 to 2.4.8).</summary>
internal static class StandardFunctions
{
    private const int CharactersPerVisit = 64;

    /// <param name="refuseBadPatterns">
    /// The RFC lets a wrong pattern match nothing; whoever writes a bridge file would rather know.
    /// </param>
    public static IReadOnlyList<PathFunction> Create(bool refuseBadPatterns) =>
    [
        new PlainFunction("length", Length, ParameterType.Value),
        new PlainFunction("count", Count, ParameterType.Nodes),
        new PlainFunction("value", Value, ParameterType.Nodes),
        new RegexFunction("match", wholeText: true, refuseBadPatterns),
        new RegexFunction("search", wholeText: false, refuseBadPatterns),
    ];

    private static PathValue Length(FunctionArguments arguments)
    {
        var value = arguments[0];
        if (value.TryGetText(out var text))
            return arguments.Budget.TrySpend(text.Length / CharactersPerVisit) ? PathValue.Of(text.EnumerateRunes().LongCount()) : default;
        if (value.TryGetNodes(out var nodes)) return PathValue.Of(nodes.Count);
        if (!value.TryGetElement(out var element)) return PathValue.Nothing;
        return element.ValueKind switch
        {
            JsonValueKind.Array => PathValue.Of(element.GetArrayLength()),
            JsonValueKind.Object => PathValue.Of(element.GetPropertyCount()),
            _ => PathValue.Nothing,
        };
    }

    private static PathValue Count(FunctionArguments arguments) =>
        arguments[0].TryGetNodes(out var nodes) ? PathValue.Of(nodes.Count) : PathValue.Nothing;

    private static PathValue Value(FunctionArguments arguments) =>
        arguments[0].TryGetNodes(out var nodes) && nodes is [var only] ? new PathValue(only) : PathValue.Nothing;
}

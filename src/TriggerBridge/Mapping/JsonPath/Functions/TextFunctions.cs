using System.Buffers;
using System.Text;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>Functions of texts. Of a value that is no text they give nothing, and of nothing too.</summary>
internal static class TextFunctions
{
    private const int CharactersPerVisit = 16;

    public static IReadOnlyList<PathFunction> All { get; } =
    [
        OfText("lower", static text => text.ToLowerInvariant()),
        OfText("upper", static text => text.ToUpperInvariant()),
        OfText("trim", static text => text.Trim()),
        new PlainFunction("split", Split, ParameterType.Value, ParameterType.Value),
        new PlainFunction("join", Join, ParameterType.Values, ParameterType.Value),
        new PlainFunction("concat", Concat, ParameterType.Value) { RepeatsLast = true },
        new PlainFunction("toNumber", ToNumber, ParameterType.Value),
        new PlainFunction("toText", ToText, ParameterType.Values),
    ];

    private static PlainFunction OfText(string name, Func<string, string> change) => new(
        name,
        arguments => arguments[0].TryGetText(out var text) && TryPay(arguments, text.Length) ? PathValue.Of(change(text)) : PathValue.Nothing,
        ParameterType.Value);

    private static PathValue Split(FunctionArguments arguments)
    {
        if (!arguments[0].TryGetText(out var text) || !arguments[1].TryGetText(out var separator) || separator.Length == 0)
            return PathValue.Nothing;
        return TryPay(arguments, text.Length * 2) ? new PathValue(JsonTexts.Array(text.Split(separator))) : PathValue.Nothing;
    }

    // Of an array its items; of all that a path finds, the nodes: join($.tags, ',') and join($.users[*].name, ',').
    private static PathValue Join(FunctionArguments arguments)
    {
        var values = arguments[0];
        if (!arguments[1].TryGetText(out var separator)) return PathValue.Nothing;
        if (!values.TryGetNodes(out var items))
        {
            if (!values.TryGetElement(out var array) || array.ValueKind != JsonValueKind.Array) return PathValue.Nothing;
            items = [.. array.EnumerateArray()];
        }

        return TryPay(arguments, items.Count * CharactersPerVisit)
            ? PathValue.Of(string.Join(separator, items.Select(item => new PathValue(item).ToText())))
            : PathValue.Nothing;
    }

    private static PathValue Concat(FunctionArguments arguments)
    {
        var texts = new string[arguments.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var value = arguments[i];
            if (value.IsNothing) return PathValue.Nothing;
            texts[i] = value.ToText();
        }

        var text = string.Concat(texts);
        return TryPay(arguments, text.Length) ? PathValue.Of(text) : PathValue.Nothing;
    }

    private static PathValue ToNumber(FunctionArguments arguments)
    {
        var value = arguments[0];
        if (value.Kind == JsonValueKind.Number) return value;
        return value.TryGetText(out var text) && TryPay(arguments, text.Length) && JsonTexts.TryNumber(text, out var number)
            ? new PathValue(number)
            : PathValue.Nothing;
    }

    private static PathValue ToText(FunctionArguments arguments)
    {
        var value = arguments[0];
        if (value.IsNothing) return value;
        var text = value.ToText();
        return TryPay(arguments, text.Length) ? PathValue.Of(text) : PathValue.Nothing;
    }

    private static bool TryPay(FunctionArguments arguments, int characters) => arguments.Budget.TrySpend(1 + (characters / CharactersPerVisit));
}

/// <summary>JSON made of texts.</summary>
internal static class JsonTexts
{
    public static JsonElement Array(IEnumerable<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartArray();
            foreach (var text in texts) writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>Numbers as JSON writes them, with blanks around allowed.</summary>
    public static bool TryNumber(string text, out JsonElement number)
    {
        number = default;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.Trim()));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && JsonElement.TryParseValue(ref reader, out var parsed)
                && (number = parsed.Value).ValueKind == JsonValueKind.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.Code;

/// <summary>
/// Writes what code returned as JSON. What JSON has no place for is an error with its path and not left out as <c>JSON.stringify</c> does, for
/// the workflow would miss it; only a member that is <c>undefined</c> is left out.
/// </summary>
internal sealed class ScriptResultWriter(Utf8JsonWriter writer, ScriptBudget budget, IReadOnlySet<string> ownNames)
{
    /// <summary>Longer is no input.</summary>
    public const int MostBytes = 1024 * 1024;

    private readonly List<ObjectInstance> _open = [];

    /// <exception cref="ScriptStoppedException">There is something in it that cannot be sent.</exception>
    public void WriteInput(JsValue result)
    {
        var root = Json(result, JsString.Empty);
        if (root is not ObjectInstance || root is Function || root.IsPromise() || root.IsArray())
            throw new ScriptStoppedException($"it returns {Kind(root)}, and the workflow's input is an object");
        Write(root, JsonLocation.Root);
        CheckSize();
    }

    private void Write(JsValue value, string at)
    {
        budget.Check();
        CheckSize();
        switch (value)
        {
            case JsNull:
                writer.WriteNullValue();
                break;
            case JsBoolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case JsNumber when double.IsFinite(value.AsNumber()):
                writer.WriteRawValue(TypeConverter.ToString(value), skipInputValidation: true);
                break;
            case JsString:
                WriteText(value.ToString());
                break;
            case ObjectInstance container when value is not Function && !value.IsPromise():
                WriteContainer(container, at);
                break;
            default:
                throw new ScriptStoppedException($"its result has {Kind(value)} at {Short(at)}, which is no JSON");
        }
    }

    // Before each value, so that not much more is made, and after the last one.
    private void CheckSize()
    {
        if (writer.BytesCommitted + writer.BytesPending > MostBytes)
            throw new ScriptStoppedException(string.Create(CultureInfo.InvariantCulture, $"its result is larger than {MostBytes / 1024} KiB"));
    }

    private void WriteText(string text)
    {
        budget.Charge(text.Length);
        writer.WriteStringValue(text);
    }

    private void WriteContainer(ObjectInstance container, string at)
    {
        if (_open.Exists(open => ReferenceEquals(open, container)))
            throw new ScriptStoppedException($"its result holds itself, at {Short(at)}");
        if (_open.Count == JsonDepth.Most)
            throw new ScriptStoppedException(string.Create(CultureInfo.InvariantCulture, $"its result is nested deeper than {JsonDepth.Most} levels"));
        _open.Add(container);
        if (container.IsArray()) WriteItems(container, at);
        else WriteMembers(container, at);
        _open.RemoveAt(_open.Count - 1);
    }

    private void WriteItems(ObjectInstance array, string at)
    {
        writer.WriteStartArray();
        var length = TypeConverter.ToLength(array.Get("length"));
        if (length > ScriptBudget.MostItems)
            throw new ScriptStoppedException(string.Create(CultureInfo.InvariantCulture, $"its result has more than {ScriptBudget.MostItems} items at {Short(at)}"));
        for (var i = 0; i < (int)length; i++) Write(Json(array.Get(i), i), JsonLocation.Item(at, i));
        writer.WriteEndArray();
    }

    private void WriteMembers(ObjectInstance members, string at)
    {
        writer.WriteStartObject();
        foreach (var key in members.GetOwnPropertyKeys(Types.String))
        {
            budget.Check();
            if (members.GetOwnProperty(key) is not { Enumerable: true }) continue;
            var value = Json(members.Get(key), key);
            if (value.IsUndefined()) continue;
            var name = key.ToString();
            if (_open.Count == 1 && ownNames.Contains(name)) throw new ScriptStoppedException($"its result has '{name}', which is the bridge's own name: rename it, or set $.workflow.correlate to false");
            budget.Charge(name.Length);
            writer.WritePropertyName(name);
            Write(value, JsonLocation.Member(at, name));
        }

        writer.WriteEndObject();
    }

    // Dates and what else says itself how it is written.
    private static JsValue Json(JsValue value, JsValue key) =>
        value is ObjectInstance container && container.Get("toJSON") is Function toJson ? toJson.Call(container, [key]) : value;

    private static string Short(string at) => at.Length <= 100 ? at : at[..100] + "…";

    private static string Kind(JsValue value) => value switch
    {
        _ when value.IsPromise() => "a promise",
        Function => "a function",
        JsSymbol => "a symbol",
        JsBigInt => "a BigInt",
        JsUndefined => "undefined",
        JsNumber number when !double.IsFinite(number.AsNumber()) => TypeConverter.ToString(number),
        JsNull => "null",
        JsNumber => "a number",
        JsString => "a text",
        JsBoolean => "a boolean",
        _ when value.IsArray() => "an array",
        _ => "something",
    };
}

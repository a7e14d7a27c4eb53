using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace TriggerBridge.Mapping.Code;

/// <summary>
/// What code finds in its engine. What reaches outside, depends on the machine or cannot be limited is not there; built-in functions that make much
/// of little in one step charge for it first.
/// </summary>
internal sealed partial class ScriptGlobals(Engine engine, ScriptBudget budget)
{
    /// <summary>What there is besides the language itself; a program has those of them that it names.</summary>
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        StringComparer.Ordinal,
        "Array", "Boolean", "Date", "Error", "EvalError", "Infinity", "JSON", "Map", "Math", "NaN", "Number", "Object", "RangeError", "ReferenceError", "Set", "String", "Symbol", "SyntaxError",
        "TypeError", "URIError", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "isFinite", "isNaN", "parseFloat", "parseInt", "undefined");

    private int _nested;

    /// <param name="named">The globals that the program names.</param>
    /// <param name="random">What <c>Math.random</c> gives.</param>
    public void Install(IReadOnlySet<string> named, Func<double> random)
    {
        var (text, array, pattern) = (PrototypeOf("String"), PrototypeOf("Array"), PrototypeOf("RegExp"));
        var iterator = PrototypeOf("Iterator");
        foreach (var name in iterator.GetOwnPropertyKeys(Types.String)) iterator.Delete(name);
        foreach (var each in (ObjectInstance[])[PrototypeOf("Object"), PrototypeOf("Function"), array, text, PrototypeOf("Number"), PrototypeOf("Boolean"), PrototypeOf("Symbol"), PrototypeOf("Error"), pattern])
            GuardStack(each);
        foreach (var name in (string[])["Date", "Map", "Set"])
        {
            if (named.Contains(name)) GuardStack(PrototypeOf(name));
        }

        GuardStack(IteratorOf(array, array));
        GuardStack(IteratorOf(text, JsString.Empty));
        GuardStack((ObjectInstance)engine.Global.Get("Array"), "from");
        GuardStack((ObjectInstance)engine.Global.Get("Object"), "groupBy");
        if (named.Contains("Map"))
        {
            GuardStack((ObjectInstance)engine.Global.Get("Map"), "groupBy");
            GuardStack(IteratorOf(PrototypeOf("Map"), engine.Construct("Map")));
        }

        if (named.Contains("Set")) GuardStack(IteratorOf(PrototypeOf("Set"), engine.Construct("Set")));
        GuardTexts(text);
        GuardReplacements(text);
        GuardPatterns(text, pattern);
        Replace(array, "join", 1, (self, given) => Join(self, given.At(0)));
        Replace(array, "toLocaleString", 0, (self, _) => Join(self, JsValue.Undefined));
        Replace(array, "flat", 0, (self, given) => Flatten(self, given.At(0)));
        Replace(PrototypeOf("Function"), "bind", 1, Bind);
        if (named.Contains("JSON")) GuardJson((ObjectInstance)engine.Global.Get("JSON"));
        if (named.Contains("Math")) Replace((ObjectInstance)engine.Global.Get("Math"), "random", 0, (_, _) => JsNumber.Create(random()));
        ((ObjectInstance)engine.Global.Get("String")).Delete("raw");
        foreach (var name in engine.Global.GetOwnPropertyKeys(Types.String))
        {
            if (!Kept.Contains(name.ToString())) engine.Global.Delete(name);
        }
    }

    private static ObjectInstance IteratorOf(ObjectInstance owner, JsValue list) => ((ObjectInstance)((Function)owner.Get(GlobalSymbolRegistry.Iterator)).Call(list, [])).Prototype!;

    // An object may have a built-in function as its toString, its getter, its iterator: then built-in functions call each other without end, and the
    // engine looks at its stack only where code is called. A stack that has run over ends the process.
    private void GuardStack(ObjectInstance owner)
    {
        foreach (var key in owner.GetOwnPropertyKeys(Types.String | Types.Symbol))
        {
            if (!key.Equals("constructor")) GuardStack(owner, key);
        }
    }

    private void GuardStack(ObjectInstance owner, JsValue key)
    {
        var own = owner.GetOwnProperty(key);
        if (own.IsAccessorDescriptor())
            owner.DefineOwnProperty(key, new GetSetPropertyDescriptor(Guarded(own.Get), Guarded(own.Set), enumerable: false, configurable: true));
        else if (own.Value is Function)
            owner.DefineOwnProperty(key, new PropertyDescriptor(Guarded(own.Value), own.Writable, own.Enumerable, own.Configurable));
    }

    private JsValue Guarded(JsValue? original) => original is not Function function ? JsValue.Undefined : new ClrFunction(engine, "", (self, given) =>
    {
        CheckStack();
        return function.Call(self, given);
    });

    private static void CheckStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new ScriptStoppedException("it calls functions within functions too deeply");
    }

    // One of one of one: as a function that looks at the stack each time.
    private ClrFunction Bind(JsValue self, JsValue[] bound)
    {
        if (self is not Function target) throw new JavaScriptException(engine.Intrinsics.TypeError, "a function is expected");
        return new ClrFunction(engine, "bound", (_, given) =>
        {
            CheckStack();
            return target.Call(bound.At(0), [.. bound.Skip(1), .. given]);
        });
    }

    private JsString Join(JsValue self, JsValue given)
    {
        var list = ListOf(self);
        var length = LengthOf(list);
        var separator = given.IsUndefined() ? "," : TypeConverter.ToString(given);
        budget.Charge((double)separator.Length * Math.Max(0, length - 1));
        var joined = new System.Text.StringBuilder();
        Nested(() =>
        {
            for (var i = 0; i < length; i++)
            {
                if (i > 0) joined.Append(separator);
                var item = list.Get(i);
                var text = item.IsNull() || item.IsUndefined() ? "" : TypeConverter.ToString(item);
                budget.Charge(text.Length + 1);
                joined.Append(text);
            }
        });
        return new JsString(joined.ToString());
    }

    private JsArray Flatten(JsValue self, JsValue given)
    {
        var levels = given.IsUndefined() ? 1 : TypeConverter.ToIntegerOrInfinity(given);
        var items = new List<JsValue>();
        Add(ListOf(self), levels);
        return new JsArray(engine, [.. items]);

        void Add(ObjectInstance list, double left) => Nested(() =>
        {
            var length = LengthOf(list);
            for (var i = 0; i < length; i++)
            {
                budget.Check();
                if (!list.HasProperty(i)) continue;
                var item = list.Get(i);
                if (left > 0 && item.IsArray()) Add((ObjectInstance)item, left - 1);
                else if (items.Count < ScriptBudget.MostItems) items.Add(item);
                else throw TooManyItems();
            }
        });
    }

    private void Nested(Action work)
    {
        if (++_nested > ScriptBudget.Depth) throw new ScriptStoppedException(string.Create(CultureInfo.InvariantCulture, $"it goes through arrays nested deeper than {ScriptBudget.Depth} levels"));
        try
        {
            work();
        }
        finally
        {
            _nested--;
        }
    }

    private static int LengthOf(ObjectInstance list) => TypeConverter.ToLength(list.Get("length")) is var length and <= ScriptBudget.MostItems ? (int)length : throw TooManyItems();

    private static ScriptStoppedException TooManyItems() => new(string.Create(CultureInfo.InvariantCulture, $"it makes a list of more than {ScriptBudget.MostItems:N0} items"));

    private static double NumberOf(JsValue[] given)
    {
        if (given.Length == 0) return 0;
        // Asked once: what it says may differ from time to time.
        given[0] = JsNumber.Create(TypeConverter.ToNumber(given[0]));
        return given[0].AsNumber();
    }

    private string TextOf(JsValue self) =>
        self.IsNull() || self.IsUndefined() ? throw new JavaScriptException(engine.Intrinsics.TypeError, "a text is expected") : TypeConverter.ToString(self);

    private ObjectInstance ListOf(JsValue self) => self as ObjectInstance ?? throw new JavaScriptException(engine.Intrinsics.TypeError, "a list is expected");

    private ObjectInstance PrototypeOf(string name) => (ObjectInstance)((ObjectInstance)engine.Global.Get(name)).Get("prototype");

    private void Wrap(ObjectInstance owner, string name, int length, Action<string, JsValue[]> charge)
    {
        var original = (Function)owner.Get(name);
        Replace(owner, name, length, (self, given) =>
        {
            var text = TextOf(self);
            var own = given.ToArray();
            charge(text, own);
            return original.Call(text, own);
        });
    }

    private void Replace(ObjectInstance owner, string name, int length, Func<JsValue, JsValue[], JsValue> made)
    {
        owner.FastSetProperty(name, new PropertyDescriptor(new ClrFunction(engine, name, Checked, length, PropertyFlag.Configurable), writable: true, enumerable: false, configurable: true));

        JsValue Checked(JsValue self, JsValue[] given)
        {
            CheckStack();
            return made(self, given);
        }
    }
}

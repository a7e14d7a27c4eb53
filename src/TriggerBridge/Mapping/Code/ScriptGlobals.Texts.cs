using System.Globalization;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace TriggerBridge.Mapping.Code;

/// <content>Functions that make texts, match patterns, or write and read JSON.</content>
internal sealed partial class ScriptGlobals
{
    // How much longer a text may become by being written in another way.
    private const int MostEscaped = 6;

    // For a pattern that is made at run time there is no other limit while it is compiled.
    private const int LongestPattern = 1000;

    private void GuardTexts(ObjectInstance text)
    {
        Wrap(text, "repeat", 1, (self, given) => budget.Charge(self.Length * NumberOf(given)));
        Wrap(text, "padStart", 2, (_, given) => budget.Charge(NumberOf(given)));
        Wrap(text, "padEnd", 2, (_, given) => budget.Charge(NumberOf(given)));
        Wrap(text, "concat", 1, (self, given) =>
        {
            budget.Charge(self.Length);
            for (var i = 0; i < given.Length; i++) budget.Charge((given[i] = new JsString(TypeConverter.ToString(given[i]))).ToString().Length);
        });
        foreach (var name in new[] { "toUpperCase", "toLowerCase", "toLocaleUpperCase", "toLocaleLowerCase", "split" })
            Wrap(text, name, 0, (self, _) => budget.Charge(self.Length));
        Wrap(text, "normalize", 0, (self, _) => budget.Charge(self.Length * MostEscaped));
        foreach (var name in new[] { "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent" })
        {
            var original = (Function)engine.Global.Get(name);
            Replace(engine.Global, name, 1, (self, given) =>
            {
                var encoded = TypeConverter.ToString(given.At(0));
                budget.Charge(encoded.Length * (double)MostEscaped);
                return original.Call(self, [encoded]);
            });
        }
    }

    // A text that stands in another one many times, each replaced by a long one.
    private void GuardReplacements(ObjectInstance text)
    {
        foreach (var name in new[] { "replace", "replaceAll" })
        {
            var original = (Function)text.Get(name);
            Replace(text, name, 2, (self, given) =>
            {
                var subject = TextOf(self);
                budget.Charge(subject.Length);
                return original.Call(subject, [given.At(0), Charging(given.At(1), subject.Length)]);
            });
        }
    }

    // What each match is replaced by is charged when it is made; a text with marks such as $& may hold all of the subject.
    private ClrFunction Charging(JsValue replacement, int subject)
    {
        if (replacement is Function function)
        {
            return new ClrFunction(engine, "replacement", (self, given) =>
            {
                var made = TypeConverter.ToString(function.Call(self, given));
                budget.Charge(made.Length);
                return made;
            });
        }

        var template = TypeConverter.ToString(replacement);
        var length = template.Length + ((double)template.Count(c => c == '$') * subject);
        return new ClrFunction(engine, "replacement", (_, given) =>
        {
            budget.Charge(length);
            return Substitution.Of(template, given);
        });
    }

    private void GuardPatterns(ObjectInstance text, ObjectInstance pattern)
    {
        foreach (var name in new[] { "match", "matchAll", "search" })
        {
            var original = (Function)text.Get(name);
            Replace(text, name, 1, (self, given) =>
            {
                var subject = TextOf(self);
                budget.Charge(subject.Length);
                if (given.At(0) is not ObjectInstance && TypeConverter.ToString(given.At(0)).Length > LongestPattern)
                    throw new ScriptStoppedException(string.Create(CultureInfo.InvariantCulture, $"it makes a pattern of more than {LongestPattern} characters"));
                return original.Call(subject, given);
            });
        }

        // The engine calls one that is not its own for each match, and so the budget is asked for each.
        var exec = (Function)pattern.Get("exec");
        Replace(pattern, "exec", 1, (self, given) =>
        {
            budget.Check();
            return exec.Call(self, given);
        });
        pattern.Delete("compile");
        pattern.Delete("constructor");
    }

    private void GuardJson(ObjectInstance json)
    {
        var (parse, stringify) = ((Function)json.Get("parse"), (Function)json.Get("stringify"));
        Replace(json, "parse", 2, (self, given) =>
        {
            var read = TypeConverter.ToString(given.At(0));
            budget.Charge(read.Length * (double)MostEscaped);
            return parse.Call(self, [read, given.At(1)]);
        });
        Replace(json, "stringify", 3, (self, given) => stringify.Call(self, [given.At(0), Charging(given.At(1)), given.At(2)]));
    }

    // The engine calls it for each value that it is about to write, and asks nobody otherwise.
    private ClrFunction Charging(JsValue replacer)
    {
        var function = replacer as Function;
        var names = function is null && replacer.IsArray() ? NamesIn((ObjectInstance)replacer) : null;
        return new ClrFunction(engine, "replacer", (holder, given) =>
        {
            var key = given.At(0).ToString();
            if (names is not null && key.Length > 0 && !holder.IsArray() && !names.Contains(key)) return JsValue.Undefined;
            var value = function is null ? given.At(1) : function.Call(holder, given);
            budget.Charge((key.Length + (value is JsString written ? written.ToString().Length : 1)) * (double)MostEscaped);
            return value;
        });
    }

    private HashSet<string> NamesIn(ObjectInstance list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var length = LengthOf(list);
        for (var i = 0; i < length; i++)
        {
            budget.Check();
            if (list.Get(i) is JsString or JsNumber) names.Add(TypeConverter.ToString(list.Get(i)));
        }

        return names;
    }
}

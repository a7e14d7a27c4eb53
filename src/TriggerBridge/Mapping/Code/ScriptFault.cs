using System.Globalization;
using System.Text.RegularExpressions;
using Jint.Native;
using Jint.Native.Error;
using Jint.Native.Object;
using Jint.Runtime;

namespace TriggerBridge.Mapping.Code;

/// <summary>Why a run came to nothing, in words.</summary>
internal static class ScriptFault
{
    /// <summary>Of a message that code makes: it stands in the ledger.</summary>
    public const int LongestMessage = 200;

    private const int MostPrototypes = 10;

    /// <summary>Of what code threw, by plain values only. A prototype may still be a proxy, so it is part of the run.</summary>
    public static (ScriptPlace Place, string Problem) Describe(JavaScriptException fault, string main)
    {
        var (at, thrown) = (fault.Location, fault.Error);
        var message = thrown switch
        {
            ErrorInstance error when TextAt(error, "message") is { } text => $"{TextAt(error, "name") ?? "Error"}: {text}",
            ObjectInstance => "throws an object that is no Error",
            JsSymbol => "throws a symbol",
            _ => $"throws {TypeConverter.ToString(thrown)}",
        };
        return (new ScriptPlace(at.SourceFile ?? main, at.Start.Line, at.Start.Column + 1), Short(message));
    }

    /// <summary>Of what ended a run from outside.</summary>
    public static string Describe(Exception fault) => fault switch
    {
        ScriptStoppedException => fault.Message,
        RecursionDepthOverflowException => string.Create(CultureInfo.InvariantCulture, $"it calls functions within functions deeper than {ScriptBudget.Depth} levels"),
        MemoryLimitExceededException when fault.Message.StartsWith("The array size", StringComparison.Ordinal) => string.Create(CultureInfo.InvariantCulture, $"it makes an array of more than {ScriptBudget.MostItems:N0} items"),
        MemoryLimitExceededException => string.Create(CultureInfo.InvariantCulture, $"it takes more than {ScriptBudget.Megabytes} MB of memory"),
        RegexMatchTimeoutException => string.Create(CultureInfo.InvariantCulture, $"a pattern takes more than {ScriptBudget.Milliseconds} ms"),
        InsufficientExecutionStackException => "it is nested too deeply",
        TimeoutException => "it waits for a promise",
        JavaScriptException => "it throws again while its error is read",
        _ => $"the JavaScript engine cannot run it ({fault.GetType().Name})",
    };

    private static string? TextAt(ObjectInstance thrown, string name)
    {
        var (holder, left) = ((ObjectInstance?)thrown, MostPrototypes);
        while (holder is not null && left-- > 0)
        {
            if (holder.GetOwnProperty(name) is { } found && found.IsDataDescriptor()) return found.Value is JsString text ? Short(text.ToString()) : null;
            holder = holder.Prototype;
        }

        return null;
    }

    private static string Short(string text)
    {
        var line = text.Length <= LongestMessage ? text : text[..(LongestMessage - 1)] + "…";
        return string.Create(line.Length, line, static (made, from) =>
        {
            for (var i = 0; i < from.Length; i++) made[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }
}

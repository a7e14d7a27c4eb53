using Spectre.Console;

namespace TriggerBridge.Cli.Output;

/// <summary>Texts in a terminal, whoever they are from.</summary>
internal static class ConsoleTexts
{
    public static void Put(this IAnsiConsole console, string text, Style? style = null)
    {
        if (text.Length > 0) console.Write(PlainText.Of(text), style ?? Style.Plain);
    }

    public static void PutLine(this IAnsiConsole console, string text = "", Style? style = null)
    {
        console.Put(text, style);
        console.Profile.Out.Writer.WriteLine();
    }

    /// <summary>As it is: a line that is broken to fit the terminal is another one.</summary>
    public static void PutWhole(this IAnsiConsole console, string lines) => console.Profile.Out.Writer.WriteLine(lines);
}

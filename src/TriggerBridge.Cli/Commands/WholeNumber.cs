using System.CommandLine.Parsing;
using System.Globalization;

namespace TriggerBridge.Cli.Commands;

/// <summary>An option's value that counts something.</summary>
internal static class WholeNumber
{
    public static int Parse(ArgumentResult result, string option)
    {
        var given = result.Tokens[^1].Value;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        result.AddError($"{option} takes a number from 1 on, not '{given}'.");
        return 0;
    }
}

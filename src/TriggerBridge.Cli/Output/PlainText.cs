namespace TriggerBridge.Cli.Output;

/// <summary>Texts of others in a terminal, which takes some characters for orders.</summary>
internal static class PlainText
{
    private const char Replacement = '\uFFFD';

    /// <summary>In one line, and without control characters.</summary>
    public static string Of(string text) => text.Any(char.IsControl)
        ? string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = from[i] is '\n' or '\r' or '\t' ? ' ' : char.IsControl(from[i]) ? Replacement : from[i];
        })
        : text;
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TriggerBridge.Bridges;

namespace TriggerBridge.Cli.Checking;

/// <summary>In which line of a file a problem stands.</summary>
internal static partial class ProblemPlace
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Where in its file a problem stands; empty in code, which has no paths.</summary>
    public static string PathOf(BridgeError error) => error.File.EndsWith(".js", StringComparison.Ordinal) ? "" : error.Path;

    /// <param name="path">As the problem has it, such as <c>$.input['login.$']</c>.</param>
    /// <param name="problem">Of a file that is no JSON it tells the line itself.</param>
    /// <returns>From 1 on; where nothing stands at the path, the line of what would hold it. Null: of the whole file.</returns>
    public static int? LineOf(ReadOnlySpan<byte> text, string path, string problem)
    {
        if (Told().Match(problem) is { Success: true } told) return int.Parse(told.Groups["line"].Value, CultureInfo.InvariantCulture);
        var mark = Encoding.UTF8.Preamble;
        if (text.StartsWith(mark)) text = text[mark.Length..];
        try
        {
            var at = Find(text, StepsOf(path));
            return at is null ? null : 1 + text[..at.Value].Count((byte)'\n');
        }
        catch (JsonException)
        {
            // By now it is another text.
            return null;
        }
    }

    // Where the name of the innermost member stands, or the item begins.
    private static int? Find(ReadOnlySpan<byte> text, IReadOnlyList<string> steps)
    {
        var reader = new Utf8JsonReader(text, Lenient);
        int? found = null;
        reader.Read();
        foreach (var step in steps)
        {
            if (!(reader.TokenType == JsonTokenType.StartObject ? ToMember(ref reader, step, ref found) : reader.TokenType == JsonTokenType.StartArray && ToItem(ref reader, step, ref found))) break;
        }

        return found;
    }

    private static bool ToMember(ref Utf8JsonReader reader, string name, ref int? found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            var at = (int)reader.TokenStartIndex;
            reader.Read();
            if (isIt)
            {
                found = at;
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool ToItem(ref Utf8JsonReader reader, string index, ref int? found)
    {
        if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var left)) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (left-- == 0)
            {
                found = (int)reader.TokenStartIndex;
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static List<string> StepsOf(string path) =>
        [.. Step().Matches(path).Select(step => step.Groups["name"] is { Success: true, Value: var name } ? name : Escaped().Replace(step.Groups["quoted"].Value, "${character}"))];

    [GeneratedRegex(@"\bline (?<line>\d+)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Told();

    [GeneratedRegex(@"\.(?<name>[\w-]+)|\[(?<name>\d+)\]|\['(?<quoted>([^'\\]|\\.)*)'\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Step();

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Escaped();
}

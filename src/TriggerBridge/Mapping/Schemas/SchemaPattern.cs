using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>
/// A regular expression of a schema: ECMAScript's, as JSON Schema has it, by .NET's engine without backtracking. It takes time in proportion to
/// the text, whatever the pattern; a pattern that it cannot take is refused when the schema is compiled.
/// </summary>
internal sealed class SchemaPattern
{
    private const int CharactersPerStep = 16;
    private const string AnyCharacter = @"(?:[^\n\r\u2028\u2029\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])";

    private readonly Regex _regex;

    private SchemaPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    /// <summary>As the schema has it.</summary>
    public string Text { get; }

    public static bool TryCompile(string pattern, [NotNullWhen(true)] out SchemaPattern? compiled, [NotNullWhen(false)] out string? problem)
    {
        compiled = null;
        if (!new Translation(pattern).TryRun(out var translated, out problem))
            return false;
        try
        {
            compiled = new SchemaPattern(pattern, new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            problem = e is NotSupportedException
                ? "the pattern looks ahead or behind, refers to a group, or is too large: such patterns may take for ever, and are not supported"
                : "the pattern is not a regular expression";
            return false;
        }
    }

    public bool IsIn(string text, SchemaRun run) => run.Spend(1 + (text.Length / CharactersPerStep)) && _regex.IsMatch(text);

    /// <summary>Of what ECMAScript and .NET read in different ways.</summary>
    private sealed class Translation(string pattern)
    {
        private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
        {
            ["Letter"] = "L",
            ["Lowercase_Letter"] = "Ll",
            ["Uppercase_Letter"] = "Lu",
            ["Mark"] = "M",
            ["Number"] = "N",
            ["Decimal_Number"] = "Nd",
            ["digit"] = "Nd",
            ["Punctuation"] = "P",
            ["Symbol"] = "S",
            ["Separator"] = "Z",
        };

        private readonly StringBuilder _to = new();
        private int _at;
        private string? _problem;

        private char Next => _at < pattern.Length ? pattern[_at] : '\0';

        public bool TryRun(out string translated, [NotNullWhen(false)] out string? problem)
        {
            while (_at < pattern.Length && _problem is null)
                ReadOne();
            (translated, problem) = (_to.ToString(), _problem);
            return problem is null;
        }

        private void ReadOne()
        {
            var c = pattern[_at++];
            switch (c)
            {
                case '\\':
                    ReadEscape(isInClass: false);
                    break;
                case '[':
                    ReadClass();
                    break;
                case '^':
                    _to.Append(@"\A");
                    break;
                case '$':
                    _to.Append(@"\z");
                    break;
                case '.':
                    _to.Append(AnyCharacter);
                    break;
                case '(' when Next == '?' && !pattern.AsSpan(_at).StartsWith("?:") && !pattern.AsSpan(_at).StartsWith("?<"):
                    Fail("(?, which is supported as (?:…) only");
                    break;
                case var _ when char.IsHighSurrogate(c) && char.IsLowSurrogate(Next):
                    // A group, so that a repetition behind it takes both halves.
                    _to.Append(CultureInfo.InvariantCulture, $"(?:{c}{pattern[_at++]})");
                    break;
                default:
                    _to.Append(c);
                    break;
            }
        }

        private void ReadClass()
        {
            _to.Append('[');
            if (Next == '^')
                _to.Append(pattern[_at++]);
            if (Next == ']')
                Fail("an empty class");
            while (_at < pattern.Length && Next != ']' && _problem is null)
            {
                var c = pattern[_at++];
                if (c == '\\')
                    ReadEscape(isInClass: true);
                else if (char.IsSurrogate(c))
                    Fail("a character beyond U+FFFF in a class, which is not supported");
                else
                    _to.Append(c == '[' ? @"\[" : c);
            }

            if (Next != ']')
                Fail("a class without its ']'");
            _to.Append(']');
            _at++;
        }

        private void ReadEscape(bool isInClass)
        {
            if (_at == pattern.Length)
            {
                Fail("a '\\' at the end");
                return;
            }

            var c = pattern[_at++];
            if (c is 'p' or 'P' && Next == '{')
                ReadCategory(c);
            else if (ClassOf(c) is var (inside, isNegated))
                _to.Append(isInClass ? isNegated ? Others(c) : inside : $"[{(isNegated ? "^" : "")}{inside}]");
            else if (c is 'a' or 'A' or 'e' or 'G' or 'z' or 'Z')
                Fail($"\\{c}, which patterns of JSON Schema do not know");
            else
                _to.Append(char.IsAsciiLetterOrDigit(c) || !(c == '_' || char.IsLetterOrDigit(c)) ? $"\\{c}" : c.ToString());
        }

        // .NET knows the short names.
        private void ReadCategory(char c)
        {
            var end = pattern.IndexOf('}', _at);
            var name = end < 0 ? "" : pattern[(_at + 1)..end];
            _to.Append(CultureInfo.InvariantCulture, $"\\{c}{{{Categories.GetValueOrDefault(name, name)}}}");
            _at = end < 0 ? pattern.Length : end + 1;
        }

        // To .NET, digits and letters of all scripts are \d and \w.
        private static (string Inside, bool IsNegated)? ClassOf(char c) => c switch
        {
            'd' => ("0-9", false),
            'D' => ("0-9", true),
            'w' => ("a-zA-Z0-9_", false),
            'W' => ("a-zA-Z0-9_", true),
            _ => null,
        };

        private static string Others(char c) => c == 'D' ? @"\u0000-/:-\uffff" : @"\u0000-/:-@\[-\^`{-\uffff";

        private void Fail(string found) => _problem ??= string.Create(CultureInfo.InvariantCulture, $"the pattern has, at position {_at}, {found}");
    }
}

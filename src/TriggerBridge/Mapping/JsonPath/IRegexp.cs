using System.Globalization;
using System.Text;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>
/// Translates I-Regexp (RFC 9485) to .NET: '.' and classes take whole characters, where .NET sees halves of those beyond
/// U+FFFF, and whatever only .NET knows (\d, look-around, lazy repetition) is refused.
/// </summary>
internal sealed class IRegexp
{
    private const string AnyCharacter = @"(?:[^\n\r\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])";
    private const int DeepestGroup = 32;

    private readonly string _pattern;
    private readonly StringBuilder _translated = new();
    private int _at;
    private int _depth;
    private string? _problem;

    private IRegexp(string pattern) => _pattern = pattern;

    private char Next => _at < _pattern.Length ? _pattern[_at] : '\0';

    public static bool TryTranslate(string pattern, out string translated, out string problem)
    {
        var regexp = new IRegexp(pattern);
        regexp.ReadBranches();
        if (regexp._at < pattern.Length) regexp.Fail("an unpaired ')'");
        (translated, problem) = (regexp._translated.ToString(), regexp._problem ?? "");
        return regexp._problem is null;
    }

    private void ReadBranches()
    {
        while (_at < _pattern.Length && Next != ')')
        {
            if (Next == '|') Keep();
            else if (ReadAtom()) ReadQuantifier();
        }
    }

    /// <returns>False for an anchor, which nothing repeats.</returns>
    private bool ReadAtom()
    {
        switch (Next)
        {
            case '(':
                ReadGroup();
                break;
            case '.':
                _at++;
                _translated.Append(AnyCharacter);
                break;
            case '[':
                ReadClass();
                break;
            case '\\' when _at + 1 < _pattern.Length && _pattern[_at + 1] is 'p' or 'P':
                ReadClass();
                break;
            case '^' or '$':
                // No part of I-Regexp, but the compliance suite and all other engines take them for anchors.
                _translated.Append(Next == '^' ? @"\A" : @"\z");
                _at++;
                return false;
            case '*' or '+' or '?' or '{' or '}' or ']':
                Fail($"'{Next}' where a character is expected (write \\{Next} for the character itself)");
                break;
            default:
                if (TryReadCharacter(out var character)) AppendLiteral(character);
                break;
        }

        return true;
    }

    private void ReadGroup()
    {
        if (++_depth > DeepestGroup) Fail("too many groups in each other");
        _at++;
        _translated.Append("(?:");
        ReadBranches();
        if (Next == ')') _at++;
        else Fail("a group without its ')'");
        _translated.Append(')');
        _depth--;
    }

    private void ReadQuantifier()
    {
        if (Next is '*' or '+' or '?') Keep();
        else if (Next == '{') ReadRange();
        else return;
        if (Next is '*' or '+' or '?' or '{') Fail("one repetition right after another");
    }

    private void ReadRange()
    {
        var close = _pattern.IndexOf('}', _at);
        var bounds = close < 0 ? [] : _pattern[(_at + 1)..close].Split(',');
        var isRange = bounds is [not "", ..] && bounds.Length <= 2 && bounds.All(bound => bound.All(char.IsAsciiDigit));
        if (!isRange)
        {
            Fail("a repetition that is not {n}, {n,} or {n,m}");
            return;
        }

        _translated.Append(_pattern, _at, close + 1 - _at);
        _at = close + 1;
    }

    private void ReadClass()
    {
        var characters = new CharacterClass();
        if (Next == '[') ReadBracketedClass(characters);
        else ReadCategory(characters);
        characters.AppendTo(_translated);
    }

    private void ReadBracketedClass(CharacterClass characters)
    {
        _at++;
        if (Next == '^')
        {
            characters.IsNegated = true;
            _at++;
        }

        var start = _at;
        while (_at < _pattern.Length && Next != ']') ReadClassItem(characters);
        if (_at >= _pattern.Length) Fail("a class without its ']'");
        else if (_at == start) Fail("an empty class");
        _at++;
    }

    private void ReadClassItem(CharacterClass characters)
    {
        if (Next == '\\' && _at + 1 < _pattern.Length && _pattern[_at + 1] is 'p' or 'P')
        {
            ReadCategory(characters);
            return;
        }

        if (Next == '[') Fail("'[' in a class (write \\[ for the character itself)");
        if (!TryReadCharacter(out var first)) return;
        var last = first;
        if (Next == '-' && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']')
        {
            _at++;
            if (!TryReadCharacter(out last)) return;
        }

        if (last < first) Fail("a range that ends before it begins");
        characters.Add(first, last);
    }

    private void ReadCategory(CharacterClass characters)
    {
        var close = _pattern.IndexOf('}', _at);
        var category = close < 0 ? "" : _pattern[_at..(close + 1)];
        if (CharacterClass.IsCategory(category)) characters.Add(category);
        else Fail("a category that is not such as \\p{L} or \\p{Lu}");
        _at = close < 0 ? _pattern.Length : close + 1;
    }

    private bool TryReadCharacter(out Rune character)
    {
        if (Next == '\\')
        {
            _at++;
            return TryReadEscaped(out character);
        }

        if (!Rune.TryGetRuneAt(_pattern, _at, out character))
        {
            Fail("half a character");
            return false;
        }

        _at += character.Utf16SequenceLength;
        return true;
    }

    private bool TryReadEscaped(out Rune character)
    {
        const string themselves = @"()*+-.?[\]^{|}$";
        var escaped = Next;
        character = (Rune)(escaped switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ when themselves.Contains(escaped, StringComparison.Ordinal) => escaped,
            _ => '\0',
        });
        _at++;
        if (character.Value != 0) return true;
        Fail(escaped == '\0' ? "a '\\' at the end" : $"\\{escaped}, which I-Regexp does not know (for digits write [0-9])");
        return false;
    }

    private void AppendLiteral(Rune character)
    {
        // A group, so that a repetition behind it takes both halves of a character.
        _translated.Append("(?:");
        foreach (var unit in character.ToString()) _translated.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        _translated.Append(')');
    }

    private void Keep() => _translated.Append(_pattern[_at++]);

    private void Fail(string found)
    {
        _problem ??= string.Create(CultureInfo.InvariantCulture, $"the regular expression has, at position {_at + 1}, {found}");
        _at = _pattern.Length;
    }
}

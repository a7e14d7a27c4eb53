using System.Globalization;

namespace TriggerBridge.Mapping;

/// <summary>Reads a path's text: RFC 9535 with names and indexes only, and <c>$$</c> for the context.</summary>
internal sealed class PathParser
{
    private readonly string _text;
    private readonly int _start;
    private readonly List<PathSegment> _segments = [];
    private int _at;
    private string? _problem;

    private PathParser(string text, int start) => (_text, _start, _at) = (text, start, start);

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>All of the text must be one path.</summary>
    public static PathParse Parse(string text)
    {
        var parse = ParsePrefix(text, 0);
        return parse is PathParse.Parsed { End: var end } && end < text.Length
            ? new PathParse.Invalid(end + 1, $"expected '.', '[' or the path's end, found '{text[end]}'")
            : parse;
    }

    /// <summary>Reads one path from <paramref name="start"/> on, as far as it goes.</summary>
    public static PathParse ParsePrefix(string text, int start) => new PathParser(text, start).Read();

    private PathParse Read()
    {
        if (!Take('$')) return Invalid("expected a path that begins with $");
        var inContext = Take('$');
        while (Next is '.' or '[')
        {
            var read = Take('.') ? ReadName() : ReadBrackets();
            if (!read) return Invalid(_problem!);
        }

        if (inContext && ContextDocument.Problem(_segments) is { } problem) return new PathParse.Invalid(_start + 1, problem);
        return new PathParse.Parsed(new SimplePath(_text[_start.._at], inContext, _segments), _at);
    }

    private bool ReadName()
    {
        var start = _at;
        if (Next is '.' or '*') return Expected("a name (one value only: no wildcard, no descendants)");
        if (!IsNameStart(Next)) return Expected("a name after '.'");
        while (IsNameStart(Next) || char.IsAsciiDigit(Next)) _at++;
        if (Next == '-') return Expected("a name of letters, digits and '_'; any other goes into brackets: ['a-b']");
        _segments.Add(new PathSegment(_text[start.._at]));
        return true;
    }

    private bool ReadBrackets()
    {
        _at++;
        var read = Next is '\'' or '"' ? ReadQuoted() : ReadIndex();
        return read && (Take(']') || Expected("']' (one name or index only)"));
    }

    private bool ReadQuoted()
    {
        if (!QuotedName.TryRead(_text, ref _at, out var name, out var expected)) return Expected(expected);
        _segments.Add(new PathSegment(name));
        return true;
    }

    private bool ReadIndex()
    {
        var start = _at;
        Take('-');
        while (char.IsAsciiDigit(Next)) _at++;
        var digits = _text.AsSpan(start.._at);

        // One way of writing each index: neither -0 nor leading zeros.
        if ((digits is "0" || digits.TrimStart('-') is not ['0', ..]) && int.TryParse(digits, CultureInfo.InvariantCulture, out var index))
        {
            _segments.Add(new PathSegment(index));
            return true;
        }

        _at = start;
        return Expected("a name in quotes or an index such as 0 or -1");
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    private bool Take(char wanted)
    {
        if (Next != wanted) return false;
        _at++;
        return true;
    }

    private bool Expected(string what)
    {
        _problem = _at < _text.Length ? $"expected {what}, found '{_text[_at]}'" : $"expected {what}, found the end";
        return false;
    }

    private PathParse.Invalid Invalid(string problem) => new(_at + 1, problem);
}

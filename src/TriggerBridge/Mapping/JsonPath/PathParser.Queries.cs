using System.Globalization;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Queries: a root, segments, and the selectors in them.</summary>
internal sealed partial class PathParser
{
    // RFC 9535, 2.1: integers are those of I-JSON.
    private const long LargestInteger = (1L << 53) - 1;

    private int _filterDepth;

    private PathQuery ReadQuery()
    {
        var start = _cursor.At;
        var root = ReadRoot();
        var segments = new List<Segment>();
        var end = _cursor.At;
        while (TryReadSegment(segments)) end = _cursor.At;
        if (_cursor.Problem is null) _cursor.At = end;

        var query = new PathQuery(_cursor.From(start), root, segments);
        if (_language.Shape.Problem(query) is { } problem) _cursor.Fail(start, problem);
        _queries.Add(query);
        return query;
    }

    private PathRoot ReadRoot()
    {
        if (_cursor.Take() == '@') return PathRoot.Current;
        return _language.IsExtended && _cursor.TryTake('$') ? PathRoot.Context : PathRoot.Event;
    }

    private bool TryReadSegment(List<Segment> segments)
    {
        _cursor.SkipBlanks();
        if (_cursor.Next == '[') segments.Add(new Segment.Child(ReadBrackets()));
        else if (_cursor.TryTake("..")) segments.Add(new Segment.Descendant(_cursor.Next == '[' ? ReadBrackets() : [ReadShorthand("'..'")]));
        else if (_cursor.TryTake('.')) segments.Add(new Segment.Child([ReadShorthand("'.'")]));
        else return false;
        return true;
    }

    private Selector ReadShorthand(string after)
    {
        if (_cursor.TryTake('*')) return new Selector.Wildcard();
        if (!IsMemberStart(_cursor.Next)) _cursor.Expected($"a name or * after {after}");
        var name = _cursor.TakeWhile(static c => IsMemberStart(c) || char.IsAsciiDigit(c));
        if (_cursor.Next == '-') _cursor.Expected("a name of letters, digits and '_'; any other goes into brackets: ['a-b']");
        return new SingularSelector.Name(name);
    }

    private List<Selector> ReadBrackets()
    {
        var selectors = new List<Selector>();
        _cursor.At++;
        do
        {
            _cursor.SkipBlanks();
            selectors.Add(ReadSelector());
            _cursor.SkipBlanks();
        }
        while (_cursor.TryTake(','));

        if (!_cursor.TryTake(']')) _cursor.Expected("',' or ']'");
        return selectors;
    }

    private Selector ReadSelector()
    {
        if (_cursor.Next is '\'' or '"') return new SingularSelector.Name(StringLiteral.Read(_cursor));
        if (_cursor.TryTake('*')) return new Selector.Wildcard();
        return _cursor.TryTake('?') ? ReadFilter() : ReadIndexOrSlice();
    }

    private Selector.Filter ReadFilter()
    {
        _filterDepth++;
        _cursor.SkipBlanks();
        var condition = ReadCondition();
        _filterDepth--;
        return new Selector.Filter(condition);
    }

    private Selector ReadIndexOrSlice()
    {
        var first = TryReadInteger();
        var end = _cursor.At;
        _cursor.SkipBlanks();
        if (_cursor.TryTake(':')) return ReadSlice(first);
        if (first is { } index)
        {
            if (_cursor.Problem is null) _cursor.At = end;
            return new SingularSelector.Index(index);
        }

        _cursor.Expected("a name in quotes, an index such as 0 or -1, a slice such as 0:2, * or ?");
        return new Selector.Wildcard();
    }

    private SliceSelector ReadSlice(long? start)
    {
        _cursor.SkipBlanks();
        var end = TryReadInteger();
        _cursor.SkipBlanks();
        if (!_cursor.TryTake(':')) return new SliceSelector(start, end, step: 1);
        _cursor.SkipBlanks();
        return new SliceSelector(start, end, TryReadInteger() ?? 1);
    }

    private long? TryReadInteger()
    {
        var start = _cursor.At;
        _cursor.TryTake('-');
        _cursor.TakeWhile(char.IsAsciiDigit);
        var digits = _cursor.From(start);
        if (digits.Length == 0) return null;

        // One way of writing each integer: neither -0 nor leading zeros.
        if ((digits is "0" || digits.TrimStart('-') is not (['0', ..] or ""))
            && long.TryParse(digits, CultureInfo.InvariantCulture, out var integer)
            && Math.Abs(integer) <= LargestInteger)
            return integer;
        _cursor.ExpectedAt(start, "an integer such as 0 or -1, without leading zeros and within 53 bits");
        return null;
    }

    private static bool IsMemberStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;
}

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>
/// Reads paths and conditions, as the grammar of RFC 9535 has them (appendix A). One method for each of its rules: here what
/// stands alone, in the other parts queries, conditions, and values.
/// </summary>
internal sealed partial class PathParser
{
    private const int DeepestNesting = 32;

    private readonly PathCursor _cursor;
    private readonly PathLanguage _language;
    private readonly List<PathQuery> _queries = [];
    private int _nesting;

    private PathParser(string text, int start, PathLanguage language) => (_cursor, _language) = (new PathCursor(text, start), language);

    /// <summary>All of the text must be one path, or a call where the language has calls that stand alone.</summary>
    public static PathParse Parse(string text, PathLanguage language)
    {
        var parser = new PathParser(text, 0, language);
        var path = parser.ReadPath(0);
        parser.ExpectEnd(text.StartsWith('$') ? "'.', '[' or the path's end" : "the end");
        return parser._cursor.Problem as PathParse ?? new PathParse.Parsed(path, text.Length);
    }

    /// <summary>Reads one path from <paramref name="start"/> on, as far as it goes.</summary>
    public static PathParse ParsePrefix(string text, int start, PathLanguage language)
    {
        var parser = new PathParser(text, start, language);
        var path = parser.ReadPath(start);
        return parser._cursor.Problem as PathParse ?? new PathParse.Parsed(path, parser._cursor.At);
    }

    /// <summary>All of the text must be one condition, as behind the '?' of a filter, but with no node that '@' could stand for.</summary>
    public static PathParse ParseCondition(string text, PathLanguage language)
    {
        var parser = new PathParser(text, 0, language);
        parser._cursor.SkipBlanks();
        var condition = parser.ReadCondition();
        parser._cursor.SkipBlanks();
        parser.ExpectEnd("&&, || or the end");
        return parser._cursor.Problem as PathParse ?? new PathParse.Condition(condition, parser._queries);
    }

    private PathExpression ReadPath(int start)
    {
        ValueExpression expression;
        if (_cursor.Next == '$')
        {
            var query = ReadQuery();
            expression = query.IsSingular ? new ValueExpression.OneNode(query) : new ValueExpression.AllNodes(query);
        }
        else if (_language.IsExtended && IsNameStart(_cursor.Next))
        {
            expression = ReadCall(isOperand: false).Value;
        }
        else
        {
            _cursor.Expected(_language.IsExtended ? "a path that begins with $, such as $.user.login, or a function such as lower($.user.login)" : "a path that begins with $");
            expression = Absent;
        }

        return new PathExpression(_cursor.From(start), expression, _queries);
    }

    private void ExpectEnd(string otherwise)
    {
        if (!_cursor.IsAtEnd) _cursor.Expected(otherwise);
    }

    // Conditions and calls stand in each other, so a text of brackets alone could run out of stack.
    private bool TryNest()
    {
        if (++_nesting <= DeepestNesting) return true;
        _cursor.Fail(_cursor.At, $"conditions and functions are nested deeper than {DeepestNesting} levels");
        return false;
    }
}

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Conditions: what stands behind the '?' of a filter.</summary>
internal sealed partial class PathParser
{
    private static readonly (string Text, ComparisonOperator Operator)[] Operators =
    [
        ("==", ComparisonOperator.Equal),
        ("!=", ComparisonOperator.NotEqual),
        ("<=", ComparisonOperator.LessOrEqual),
        (">=", ComparisonOperator.GreaterOrEqual),
        ("<", ComparisonOperator.Less),
        (">", ComparisonOperator.Greater),
    ];

    // Those of other languages. The longest first.
    private static readonly (string Text, string Advice)[] ForeignOperators =
    [
        ("===", "use == to compare"),
        ("=>", "use >= for at least"),
        ("=<", "use <= for at most"),
        ("=~", "use match() or search() for a regular expression"),
        ("<>", "use != for unequal"),
        ("&", "use && for and"),
        ("and ", "use && for and"),
        ("AND ", "use && for and"),
        ("|", "use || for or"),
        ("or ", "use || for or"),
        ("OR ", "use || for or"),
        ("=", "use == to compare"),
    ];

    private LogicalExpression ReadCondition()
    {
        if (!TryNest()) return Never;
        var alternatives = new List<LogicalExpression>();
        do
        {
            _cursor.SkipBlanks();
            alternatives.Add(ReadConjunction());
            _cursor.SkipBlanks();
        }
        while (_cursor.TryTake("||"));

        _nesting--;
        return alternatives is [var only] ? only : new LogicalExpression.Any(alternatives);
    }

    private LogicalExpression ReadConjunction()
    {
        var parts = new List<LogicalExpression>();
        do
        {
            _cursor.SkipBlanks();
            parts.Add(ReadTerm());
            _cursor.SkipBlanks();
        }
        while (_cursor.TryTake("&&"));

        return parts is [var only] ? only : new LogicalExpression.All(parts);
    }

    private LogicalExpression ReadTerm()
    {
        if (_cursor.TryTake('!'))
        {
            _cursor.SkipBlanks();
            return new LogicalExpression.Not(_cursor.Next == '(' ? ReadParentheses() : ReadTest(isNegated: true));
        }

        return _cursor.Next == '(' ? ReadParentheses() : ReadTest(isNegated: false);
    }

    private LogicalExpression ReadParentheses()
    {
        _cursor.At++;
        var condition = ReadCondition();
        if (!_cursor.TryTake(')')) _cursor.Expected("&&, || or ')'");
        return condition;
    }

    /// <summary>A comparison, or a path or function by itself.</summary>
    private LogicalExpression ReadTest(bool isNegated)
    {
        var start = _cursor.At;
        var left = ReadOperand();
        var end = _cursor.At;
        _cursor.SkipBlanks();
        FailOnForeignOperator();
        if (TryReadOperator(out var comparison))
        {
            if (isNegated) _cursor.Fail(start, "'!' stands before a path, a function or parentheses: put the comparison into parentheses");
            _cursor.SkipBlanks();
            var compared = new LogicalExpression.Compares(ToComparable(left), comparison, ToComparable(ReadOperand()));
            _cursor.SkipBlanks();
            FailOnForeignOperator();
            return compared;
        }

        if (_cursor.Problem is null) _cursor.At = end;
        switch (left)
        {
            case Operand.Query query:
                return new LogicalExpression.Exists(query.Found);
            case Operand.Call { IsLogical: true } call:
                return new LogicalExpression.Holds(call.Value);
            default:
                _cursor.Fail(end, "expected a comparison: this alone is neither true nor false");
                return Never;
        }
    }

    private void FailOnForeignOperator()
    {
        if (_cursor.Ahead(3) is not "===" && _cursor.Ahead(2) is "==" or "&&" or "||") return;
        foreach (var (text, advice) in ForeignOperators)
        {
            var at = _cursor.At;
            if (!_cursor.TryTake(text)) continue;
            _cursor.Fail(at, advice);
            return;
        }
    }

    private bool TryReadOperator(out ComparisonOperator comparison)
    {
        foreach (var (text, candidate) in Operators)
        {
            comparison = candidate;
            if (_cursor.TryTake(text)) return true;
        }

        comparison = default;
        return false;
    }

    private ValueExpression ToComparable(Operand operand)
    {
        switch (operand)
        {
            case Operand.Literal literal:
                return literal.Value;
            case Operand.Query { Found.IsSingular: true } query:
                return new ValueExpression.OneNode(query.Found);
            case Operand.Query query:
                _cursor.Fail(query.At, $"{query.Found.Text} may find more than one value, which cannot be compared: use value() or count()");
                return Absent;
            case Operand.Call { IsLogical: false } call:
                return call.Value;
            default:
                _cursor.Fail(operand.At, "this is true or false by itself and cannot be compared");
                return Absent;
        }
    }

    private static LogicalExpression Never => new LogicalExpression.Any([]);
}

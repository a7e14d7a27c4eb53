using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Operands: literals, queries, and calls of functions with the types of their arguments checked.</summary>
internal sealed partial class PathParser
{
    private static ValueExpression Absent => new ValueExpression.Literal(PathValue.Nothing);

    private Operand ReadOperand()
    {
        var start = _cursor.At;
        switch (_cursor.Next)
        {
            case '@' when _filterDepth == 0:
                _cursor.Fail(start, "'@' has a meaning inside [?…] only: the event is '$'");
                break;
            case '$' or '@':
                return new Operand.Query(start, ReadQuery());
            case '\'' or '"':
                return new Operand.Literal(start, new(PathValue.Of(StringLiteral.Read(_cursor))));
            case '-' or (>= '0' and <= '9'):
                return new Operand.Literal(start, new(ReadNumber()));
            case var c when IsNameStart(c):
                return ReadWord(start);
            default:
                _cursor.Expected("a path, a function, a text in quotes, a number, true, false or null");
                break;
        }

        return new Operand.Literal(start, new(PathValue.Nothing));
    }

    private PathValue ReadNumber()
    {
        var start = _cursor.At;
        _cursor.TryTake('-');
        ReadDigits(mayStartWithZero: _cursor.Ahead(2) is not ['0', >= '0' and <= '9']);
        if (_cursor.TryTake('.')) ReadDigits(mayStartWithZero: true);
        if (_cursor.TryTake('e') || _cursor.TryTake('E'))
        {
            if (!_cursor.TryTake('+')) _cursor.TryTake('-');
            ReadDigits(mayStartWithZero: true);
        }

        return _cursor.Problem is null ? new PathValue(JsonElement.Parse(_cursor.From(start))) : PathValue.Nothing;
    }

    private void ReadDigits(bool mayStartWithZero)
    {
        if (!mayStartWithZero || !char.IsAsciiDigit(_cursor.Next)) _cursor.Expected("a number such as 10, -1 or 2.5e3");
        _cursor.TakeWhile(char.IsAsciiDigit);
    }

    private Operand ReadWord(int start)
    {
        var word = _cursor.TakeWhile(IsNameCharacter);
        PathValue? literal = word switch
        {
            "true" => PathValue.Of(true),
            "false" => PathValue.Of(false),
            "null" => new PathValue(JsonElement.Parse("null")),
            _ => null,
        };
        if (literal is { } value && _cursor.Next != '(') return new Operand.Literal(start, new(value));
        if (_cursor.Problem is null) _cursor.At = start;
        return ReadCall(isOperand: true);
    }

    private Operand.Call ReadCall(bool isOperand)
    {
        var start = _cursor.At;
        var name = _cursor.TakeWhile(IsNameCharacter);
        var isKnown = _language.TryFindFunction(name, out var function);
        if (_cursor.Next != '(') FailOnWord(start, name, isKnown, isOperand);
        if (!isKnown)
            _cursor.Fail(start, $"there is no function '{name}'; the functions are {string.Join(", ", _language.FunctionNames)}");
        if (function is null || _cursor.Problem is not null || !TryNest()) return new Operand.Call(start, Absent, IsLogical: false);

        var operands = ReadArguments();
        CheckCount(function, operands.Count, start);
        var call = _cursor.Problem is null ? Bind(function, operands, start) : Absent;
        _nesting--;
        return new Operand.Call(start, call, function.Result == ResultType.Logical);
    }

    // Most often a path whose "$." was forgotten, or a text without its quotes.
    private void FailOnWord(int start, string word, bool isFunction, bool isOperand)
    {
        if (isFunction)
        {
            _cursor.Expected($"'(' after the function's name {word}");
            return;
        }

        _cursor.TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');
        var written = _cursor.From(start).TrimEnd('.');
        var path = $"write {(_filterDepth > 0 ? '@' : '$')}.{written} for a value of the {(_filterDepth > 0 ? "item" : "event")}";
        _cursor.Fail(start, word == "not" ? "use ! for not"
            : isOperand ? $"'{written}' is neither a path nor a function: {path}, or '{written}' in quotes for a text"
            : $"'{written}' is neither a path nor a function: {path}");
    }

    private List<Operand> ReadArguments()
    {
        var operands = new List<Operand>();
        _cursor.At++;
        _cursor.SkipBlanks();
        if (_cursor.TryTake(')')) return operands;
        do
        {
            _cursor.SkipBlanks();
            operands.Add(ReadOperand());
            _cursor.SkipBlanks();
        }
        while (_cursor.TryTake(','));

        if (!_cursor.TryTake(')')) _cursor.Expected("',' or ')'");
        return operands;
    }

    private void CheckCount(PathFunction function, int count, int at)
    {
        var most = function.Parameters.Count;
        if (count >= function.RequiredCount && (count <= most || function.Repeats)) return;
        var wanted = function switch
        {
            { Repeats: true } => $"{function.RequiredCount} or more arguments",
            { RequiredCount: var least } when least < most => $"{least} or {most} arguments",
            _ => most == 1 ? "1 argument" : $"{most} arguments",
        };
        _cursor.Fail(at, $"{function.Name} takes {wanted}, found {count}");
    }

    private ValueExpression Bind(PathFunction function, List<Operand> operands, int at)
    {
        var last = function.Parameters.Count - 1;
        var arguments = operands.Select((operand, index) => ToArgument(operand, function.Parameters[Math.Min(index, last)], function)).ToList();
        if (_cursor.Problem is not null) return Absent;
        switch (function.Bind(arguments))
        {
            case FunctionBinding.Bound bound:
                if (bound.Call is ValueExpression.OneNode implied) _queries.Add(implied.Query);
                return bound.Call;
            case FunctionBinding.Refused refused:
                _cursor.Fail(at, refused.Problem);
                break;
        }

        return Absent;
    }

    private ValueExpression ToArgument(Operand operand, ParameterType type, PathFunction function)
    {
        switch (operand, type)
        {
            case (Operand.Query query, ParameterType.Nodes):
                return new ValueExpression.AllNodes(query.Found);
            case (Operand.Query { Found.IsSingular: true } query, _):
                return new ValueExpression.OneNode(query.Found);
            case (Operand.Query query, ParameterType.Values):
                return new ValueExpression.AllNodes(query.Found);
            case (Operand.Literal literal, not ParameterType.Nodes):
                return literal.Value;
            case (Operand.Call { IsLogical: false } call, not ParameterType.Nodes):
                return call.Value;
            default:
                _cursor.Fail(operand.At, type == ParameterType.Nodes
                    ? $"{function.Name} takes a path here"
                    : $"{function.Name} takes one value here: a path that finds one at most, a literal, or a function that gives a value");
                return Absent;
        }
    }

    private bool IsNameCharacter(char c) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_' || (_language.IsExtended && char.IsAsciiLetterUpper(c));

    private static bool IsNameStart(char c) => char.IsAsciiLetterLower(c);

    /// <summary>What was read, before it is known what it is to serve for.</summary>
    private abstract record Operand(int At)
    {
        public sealed record Literal(int At, ValueExpression.Literal Value) : Operand(At);

        public sealed record Query(int At, PathQuery Found) : Operand(At);

        public sealed record Call(int At, ValueExpression Value, bool IsLogical) : Operand(At);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>
/// Turns a filter's text into what evaluates it: <see cref="FormatException"/> where it is no path, <see cref="NotSupportedException"/> where it is
/// more than the simulator evaluates.
/// </summary>
/// <remarks>
/// <code>
/// path       = "$" step* ; inside a condition also "@" step*, without wildcards and conditions
/// step       = "." name | ".*" | "['" name "']" | "[" index "]" | "[*]" | "[?(" condition ")]"
/// condition  = and ("||" and)*          and = term ("&amp;&amp;" term)*
/// term       = "!" term | "(" condition ")" | operand [operator operand]
/// operand    = path | text | number | true | false | null | "[" operand, … "]"
/// </code>
/// </remarks>
internal sealed class FilterParser(string text)
{
    private int _at;

    public FilterPath ParseWhole()
    {
        SkipSpace();
        Expect("$");
        var path = ParseSteps((_, root) => [root], insideCondition: false);
        SkipSpace();
        return _at == text.Length ? path : throw Wrong("the end");
    }

    private FilterPath ParseSteps(FilterPath path, bool insideCondition)
    {
        while (true)
        {
            if (At(".."))
                throw OutsideOfSubset("..");
            if (Take(".*") || Take("[*]"))
                path = !insideCondition ? Then(path, Children) : throw OutsideOfSubset("a wildcard inside of a condition");
            else if (Take("."))
                path = Named(path, ParseName());
            else if (At("[?"))
                path = !insideCondition ? Where(path) : throw OutsideOfSubset("a condition inside of a condition");
            else if (At("["))
                path = ParseSubscript(path);
            else
                return path;
        }
    }

    private FilterPath ParseSubscript(FilterPath path)
    {
        Expect("[");
        SkipSpace();
        if (At("("))
            throw OutsideOfSubset("a script");
        path = At("'") || At("\"") ? Named(path, ParseText()) : Indexed(path, ParseIndex());
        SkipSpace();
        if (At(",") || At(":"))
            throw OutsideOfSubset("a union or a slice");
        Expect("]");
        return path;
    }

    private static FilterPath Then(FilterPath path, Func<JsonNode?, IEnumerable<JsonNode?>> step) => (current, root) => path(current, root).SelectMany(step);

    private static FilterPath Named(FilterPath path, string name) => Then(path, node => node is JsonObject found && found.TryGetPropertyValue(name, out var value) ? [value] : []);

    private static FilterPath Indexed(FilterPath path, int index) => Then(path, node =>
        node is JsonArray array && (index < 0 ? array.Count + index : index) is var at && at >= 0 && at < array.Count ? [array[at]] : []);

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject found => found.Select(property => property.Value),
        JsonArray array => array,
        _ => [],
    };

    // As Jayway does: an object is asked itself, of an array each element.
    private FilterPath Where(FilterPath path)
    {
        Expect("[?(");
        var condition = ParseCondition();
        Expect(")");
        SkipSpace();
        Expect("]");
        return (current, root) => Then(path, AskedBy)(current, root).Where(node => condition(node, root));
    }

    private static IEnumerable<JsonNode?> AskedBy(JsonNode? node) => node switch
    {
        JsonObject => [node],
        JsonArray array => array.AsEnumerable(),
        _ => [],
    };

    private FilterCondition ParseCondition()
    {
        var condition = ParseAnd();
        while (TakeSpaced("||"))
        {
            var (left, right) = (condition, ParseAnd());
            condition = (current, root) => left(current, root) || right(current, root);
        }

        return condition;
    }

    private FilterCondition ParseAnd()
    {
        var condition = ParseTerm();
        while (TakeSpaced("&&"))
        {
            var (left, right) = (condition, ParseTerm());
            condition = (current, root) => left(current, root) && right(current, root);
        }

        return condition;
    }

    private FilterCondition ParseTerm()
    {
        if (TakeSpaced("!"))
        {
            var term = ParseTerm();
            return (current, root) => !term(current, root);
        }

        if (TakeSpaced("("))
        {
            var condition = ParseCondition();
            SkipSpace();
            Expect(")");
            return condition;
        }

        var isPath = At("@") || At("$");
        var left = ParseOperand();
        SkipSpace();
        if (FilterOperators.Others.FirstOrDefault(At) is { } other)
            throw OutsideOfSubset(other);
        if (FilterOperators.All.FirstOrDefault(each => Take(each.Name)).Holds is not { } holds)
            return isPath ? (current, root) => left(current, root).Any() : throw Wrong("an operator");
        var right = ParseOperand();
        return (current, root) => holds([.. left(current, root)], [.. right(current, root)]);
    }

    private FilterPath ParseOperand()
    {
        SkipSpace();
        if (Take("@"))
            return ParseSteps((current, _) => [current], insideCondition: true);
        if (Take("$"))
            return ParseSteps((_, root) => [root], insideCondition: true);
        var literal = ParseLiteral();
        return (_, _) => [literal];
    }

    private JsonNode? ParseLiteral()
    {
        SkipSpace();
        if (At("'") || At("\""))
            return ParseText();
        if (Take("true"))
            return true;
        if (Take("false"))
            return false;
        if (Take("null"))
            return null;
        if (!Take("["))
            return ParseNumber();

        var list = new JsonArray();
        while (!TakeSpaced("]"))
        {
            if (list.Count > 0)
                Expect(",");
            list.Add(ParseLiteral());
            SkipSpace();
        }

        return list;
    }

    private JsonValue ParseNumber()
    {
        var digits = TakeWhile(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E');
        return double.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : throw Wrong("a value");
    }

    private int ParseIndex()
    {
        var digits = TakeWhile(c => char.IsAsciiDigit(c) || c is '-');
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var index) ? index : throw Wrong("an index");
    }

    private string ParseName()
    {
        var name = TakeWhile(c => char.IsLetterOrDigit(c) || c is '_' or '-');
        if (name.Length == 0)
            throw Wrong("a name");
        return At("(") ? throw OutsideOfSubset($"{name}()") : name;
    }

    private string ParseText()
    {
        var quote = text[_at++];
        var value = new StringBuilder();
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == quote)
            {
                _at++;
                return value.ToString();
            }

            if (text[_at] is '\\' && ++_at == text.Length)
                break;
            value.Append(text[_at]);
        }

        throw Wrong($"{quote}");
    }

    private string TakeWhile(Predicate<char> fits)
    {
        var start = _at;
        while (_at < text.Length && fits(text[_at]))
            _at++;
        return text[start.._at];
    }

    private bool At(string token) => string.CompareOrdinal(text, _at, token, 0, token.Length) == 0;

    private bool Take(string token)
    {
        if (!At(token))
            return false;
        _at += token.Length;
        return true;
    }

    private bool TakeSpaced(string token)
    {
        SkipSpace();
        return Take(token);
    }

    private void SkipSpace() => TakeWhile(char.IsWhiteSpace);

    private void Expect(string token)
    {
        if (!Take(token))
            throw Wrong(token);
    }

    private FormatException Wrong(string expected) => new(string.Create(CultureInfo.InvariantCulture, $"{expected} is expected at {_at}: {text}"));

    private NotSupportedException OutsideOfSubset(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The simulator does not evaluate {what} in a filter: {text}"));
}

using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Mapping;

/// <summary>Text with <c>{{$.path}}</c> or a function's call in it, compiled once. Strings are put in as they are, other values as JSON.</summary>
public sealed class TextTemplate
{
    private const string Open = "{{";
    private const string Close = "}}";

    private readonly Part[] _parts;

    private TextTemplate(Part[] parts) => _parts = parts;

    internal bool IsLiteral => _parts is [] or [Part.Literal];

    internal IEnumerable<PathExpression> Paths => _parts.OfType<Part.Value>().Select(part => part.Path);

    /// <summary>All queries, those in functions and filters too.</summary>
    internal IEnumerable<PathQuery> Queries => Paths.SelectMany(path => path.Queries);

    /// <summary>Adds to <paramref name="problems"/> what is wrong; the template is of use only where nothing was added.</summary>
    /// <param name="at">The JSON path of the text in its document.</param>
    public static TextTemplate Compile(string text, string at, LookupTables tables, ICollection<DocumentProblem> problems) =>
        Compile(text, at, PathLanguages.WithTables(tables), problems);

    public static TextTemplate Compile(string text, string at, ICollection<DocumentProblem> problems) =>
        Compile(text, at, PathLanguages.Bridge, problems);

    internal static TextTemplate Compile(string text, string at, PathLanguage language, ICollection<DocumentProblem> problems)
    {
        var parts = new List<Part>();
        var done = 0;
        int open;
        while ((open = text.IndexOf(Open, done, StringComparison.Ordinal)) >= 0)
        {
            if (open > done) parts.Add(new Part.Literal(text[done..open]));
            switch (PathParser.ParsePrefix(text, open + Open.Length, language))
            {
                case PathParse.Parsed parsed when string.CompareOrdinal(text, parsed.End, Close, 0, Close.Length) == 0:
                    parts.Add(new Part.Value(parsed.Path));
                    done = parsed.End + Close.Length;
                    break;
                case PathParse.Parsed parsed:
                    problems.Add(new DocumentProblem(at, $"position {parsed.End + 1}: expected '.', '[' or {Close} after {parsed.Path.Text}"));
                    return new TextTemplate([]);
                case PathParse.Invalid invalid:
                    problems.Add(new DocumentProblem(at, invalid.ToString()));
                    return new TextTemplate([]);
            }
        }

        if (done < text.Length) parts.Add(new Part.Literal(text[done..]));
        return new TextTemplate([.. parts]);
    }

    public TextResult Render(EventContext context) => Render(context, nullIsMissing: false);

    /// <param name="nullIsMissing">For ids: "null" names nothing.</param>
    internal TextResult Render(EventContext context, bool nullIsMissing)
    {
        var texts = new string[_parts.Length];
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i] is Part.Literal literal)
            {
                texts[i] = literal.Text;
                continue;
            }

            var path = ((Part.Value)_parts[i]).Path;
            if (!path.TryFind(context, out var value) || (nullIsMissing && value.Kind == JsonValueKind.Null))
                return new TextResult.Missing(path.NothingFound());
            texts[i] = value.ToText();
        }

        return new TextResult.Found(string.Concat(texts));
    }

    private abstract record Part
    {
        public sealed record Literal(string Text) : Part;

        public sealed record Value(PathExpression Path) : Part;
    }
}

/// <summary>What became of a text template.</summary>
public abstract record TextResult
{
    private TextResult()
    {
    }

    public sealed record Found(string Text) : TextResult;

    /// <summary>A path found nothing.</summary>
    public sealed record Missing(string Reason) : TextResult;
}

using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary><c>minLength</c>, <c>maxLength</c>, <c>pattern</c> and <c>format</c>.</summary>
internal sealed class TextRule : SchemaRule
{
    private const int LongestShown = 100;

    private int? _least;
    private int? _most;
    private SchemaPattern? _pattern;
    private (string Words, Predicate<string> Test)? _format;

    public static IEnumerable<SchemaRule> Read(SchemaPlace place)
    {
        var rule = new TextRule
        {
            _least = place.Count("minLength"),
            _most = place.Count("maxLength"),
            _pattern = place.Text("pattern") is { } pattern ? place.Pattern("pattern", pattern) : null,
            _format = place.Text("format") is { } format ? TextFormat.Find(format) : null,
        };
        return rule is { _least: null, _most: null, _pattern: null, _format: null } ? [] : [rule];
    }

    public override bool Test(JsonElement value, SchemaRun run)
    {
        if (value.ValueKind != JsonValueKind.String)
            return true;
        var text = value.GetString()!;
        var fits = true;
        if (_least is { } least && (text.Length < least || Length(text) < least))
            fits = run.Fail(string.Create(CultureInfo.InvariantCulture, $"has fewer than {least} characters"));
        if (_most is { } most && text.Length > most && Length(text) > most)
            fits = run.Fail(string.Create(CultureInfo.InvariantCulture, $"has more than {most} characters"));
        if (_pattern is { } pattern && !pattern.IsIn(text, run))
            fits = run.Fail(pattern.Text.Length > LongestShown ? "does not fit its pattern" : $"does not fit the pattern {pattern.Text}");
        if (_format is var (words, test) && !(run.Spend(1 + (text.Length / LongestShown)) && test(text)))
            fits = run.Fail($"expected {words}, got other text");
        return fits;
    }

    // In characters, not in halves of them.
    private static int Length(string text) => text.EnumerateRunes().Count();
}

using System.Globalization;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>
/// A place in a path's text. After the first failure the cursor stands at the end, so that every rule that reads comes to
/// its own end quickly; what has been read by then is of no use.
/// </summary>
internal sealed class PathCursor(string text, int start)
{
    public int At { get; set; } = start;

    /// <summary>The first thing that was wrong; null while all is well.</summary>
    public PathParse.Invalid? Problem { get; private set; }

    public bool IsAtEnd => At >= text.Length;

    /// <summary>NUL at the end.</summary>
    public char Next => At < text.Length ? text[At] : '\0';

    public char Take() => text[At++];

    public bool TryTake(char wanted)
    {
        if (IsAtEnd || text[At] != wanted) return false;
        At++;
        return true;
    }

    public bool TryTake(string wanted)
    {
        if (string.CompareOrdinal(text, At, wanted, 0, wanted.Length) != 0) return false;
        At += wanted.Length;
        return true;
    }

    public ReadOnlySpan<char> Ahead(int length) => text.AsSpan(Math.Min(At, text.Length), Math.Clamp(text.Length - At, 0, length));

    public string From(int from) => At >= from ? text[from..Math.Min(At, text.Length)] : "";

    public string TakeWhile(Func<char, bool> accept)
    {
        var from = At;
        while (!IsAtEnd && accept(text[At])) At++;
        return From(from);
    }

    /// <summary>Blanks of RFC 9535: the four of JSON.</summary>
    public void SkipBlanks()
    {
        while (Next is ' ' or '\t' or '\n' or '\r') At++;
    }

    /// <summary>Something else stands here than what is expected.</summary>
    public void Expected(string what) => ExpectedAt(At, what);

    public void ExpectedAt(int at, string what) =>
        Fail(at, at < text.Length ? string.Create(CultureInfo.InvariantCulture, $"expected {what}, found '{text[at]}'") : $"expected {what}, found the end");

    public void Fail(int at, string problem)
    {
        Problem ??= new PathParse.Invalid(Math.Min(at, text.Length) + 1, problem);
        At = text.Length;
    }
}

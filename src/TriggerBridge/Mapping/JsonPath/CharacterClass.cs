using System.Globalization;
using System.Text;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>
/// A class of an I-Regexp, written so that .NET takes characters beyond U+FFFF whole. Of a category (\p{L}) it finds only the
/// members up to there, as .NET does.
/// </summary>
internal sealed class CharacterClass
{
    private const int FirstBeyond = 0x10000;
    private const int Last = 0x10FFFF;

    private readonly StringBuilder _basic = new();
    private readonly List<(int First, int Last)> _beyond = [];

    public bool IsNegated { get; set; }

    /// <param name="text">Such as <c>\p{L}</c> or <c>\P{Nd}</c>.</param>
    public static bool IsCategory(string text) =>
        text is ['\\', 'p' or 'P', '{', .. var name, '}']
        && name is ['L' or 'M' or 'N' or 'P' or 'Z' or 'S' or 'C', .. var kind]
        && kind is "" or [>= 'a' and <= 'u'];

    public void Add(Rune first, Rune last)
    {
        if (first.IsBmp)
            _basic.Append(CultureInfo.InvariantCulture, $"\\u{first.Value:x4}-\\u{Math.Min(last.Value, FirstBeyond - 1):x4}");
        if (!last.IsBmp) _beyond.Add((Math.Max(first.Value, FirstBeyond), last.Value));
    }

    public void Add(string category)
    {
        _basic.Append(category);
        // All that lies beyond is outside of every category here.
        if (category[1] == 'P') _beyond.Add((FirstBeyond, Last));
    }

    public void AppendTo(StringBuilder pattern)
    {
        var alternatives = (IsNegated ? Complement() : _beyond).SelectMany(Pairs).ToList();
        // Halves of characters are never members by themselves.
        if (IsNegated || _basic.Length > 0) alternatives.Insert(0, $"[{(IsNegated ? "^" : "")}{_basic}-[\\ud800-\\udfff]]");
        pattern.Append("(?:").AppendJoin('|', alternatives).Append(')');
    }

    private List<(int First, int Last)> Complement()
    {
        var gaps = new List<(int First, int Last)>();
        var next = FirstBeyond;
        foreach (var (first, last) in _beyond.Order())
        {
            if (first > next) gaps.Add((next, first - 1));
            next = Math.Max(next, last + 1);
        }

        if (next <= Last) gaps.Add((next, Last));
        return gaps;
    }

    // A range of pairs: the first half's last pairs, all pairs of the halves between, the last half's first pairs.
    private static IEnumerable<string> Pairs((int First, int Last) range)
    {
        var (firstHigh, firstLow) = Halves(range.First);
        var (lastHigh, lastLow) = Halves(range.Last);
        if (firstHigh == lastHigh)
        {
            yield return Pair(firstHigh, firstHigh, firstLow, lastLow);
            yield break;
        }

        yield return Pair(firstHigh, firstHigh, firstLow, 0xDFFF);
        if (lastHigh - firstHigh > 1) yield return Pair(firstHigh + 1, lastHigh - 1, 0xDC00, 0xDFFF);
        yield return Pair(lastHigh, lastHigh, 0xDC00, lastLow);
    }

    private static (int High, int Low) Halves(int character) =>
        (0xD800 + ((character - FirstBeyond) >> 10), 0xDC00 + ((character - FirstBeyond) & 0x3FF));

    private static string Pair(int highFrom, int highTo, int lowFrom, int lowTo) =>
        string.Create(CultureInfo.InvariantCulture, $"[\\u{highFrom:x4}-\\u{highTo:x4}][\\u{lowFrom:x4}-\\u{lowTo:x4}]");
}

using System.Globalization;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>What a poll's file says of its cursor.</summary>
internal sealed class CursorCompiler(PollSection section, ICollection<DocumentProblem> problems)
{
    private static readonly TimeSpan UsualOverlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestRescan = TimeSpan.FromDays(365);

    // A time with nothing of it zero, to see whether a format writes what it can read.
    private static readonly DateTimeOffset Probe = new(2026, 11, 23, 14, 35, 46, 789, TimeSpan.Zero);

    public CursorRule Compile()
    {
        var kind = CompileKind();
        CheckKeys(kind);
        var rule = new CursorRule
        {
            Kind = kind,
            Path = CompilePath(),
            Format = section.CursorFormat,
            Overlap = kind == CursorKind.Time ? section.Overlap?.Value ?? UsualOverlap : TimeSpan.Zero,
            Rescan = section.Rescan?.Value ?? TimeSpan.Zero,
            IsOrdered = section.Ordered ?? false,
        };
        return rule with { StartAt = CompileStart(rule) };
    }

    private CursorKind CompileKind()
    {
        if (section.CursorKind is null or "time" or "number" or "token")
        {
            return section.Cursor is null ? CursorKind.None : section.CursorKind switch
            {
                "number" => CursorKind.Number,
                "token" => CursorKind.Token,
                _ => CursorKind.Time,
            };
        }

        Problem("cursorKind", $"'{section.CursorKind}' is not a kind of cursor: expected time, number or token");
        return CursorKind.None;
    }

    private void CheckKeys(CursorKind kind)
    {
        (string Key, bool IsSet, bool Fits, string Owner)[] keys =
        [
            ("cursorKind", section.CursorKind is not null, section.Cursor is not null, "$.poll.cursor"),
            ("startAt", section.StartAt is not null, section.Cursor is not null, "$.poll.cursor"),
            ("cursorFormat", section.CursorFormat is not null, kind == CursorKind.Time, "a cursor that is a time"),
            ("overlap", section.Overlap is not null, kind == CursorKind.Time, "a cursor that is a time"),
            ("rescan", section.Rescan is not null, kind == CursorKind.Time, "a cursor that is a time"),
            ("ordered", section.Ordered is true, kind is CursorKind.Time or CursorKind.Number, "a cursor that is a time or a number"),
        ];
        foreach (var (key, _, _, owner) in keys.Where(key => key is { IsSet: true, Fits: false }))
            Problem(key, $"belongs to {owner}: name one, or leave this out");

        if (section.Overlap is { Value: var overlap } && (overlap < TimeSpan.Zero || overlap > LongestOverlap))
            Problem("overlap", $"expected 00:00:00 to {LongestOverlap:c}");
        if (section.Rescan is { Value: var rescan } && (rescan <= TimeSpan.Zero || rescan > LongestRescan))
            Problem("rescan", $"expected more than 00:00:00 and at most {LongestRescan:c}");
        if (section.CursorFormat is { } format && !IsFormat(format))
            Problem("cursorFormat", $"'{format}' does not write a time so that it can be read again: expected such as yyyy-MM-dd HH:mm:ss, {CursorRule.UnixSeconds} or {CursorRule.UnixMilliseconds}");
    }

    private PathExpression? CompilePath()
    {
        if (section.Cursor is not { } text) return null;

        var parse = PathParser.Parse(text, PathLanguages.Bridge);
        if (parse is PathParse.Parsed parsed) return parsed.Path;
        Problem("cursor", parse.ToString());
        return null;
    }

    private CursorValue? CompileStart(CursorRule rule)
    {
        if (section.StartAt is not { } text || rule.Kind == CursorKind.None) return null;
        if (rule.TryParse(text, out var start)) return start;
        Problem("startAt", rule.Kind == CursorKind.Number ? "expected a number in quotes" : "expected a time such as 2026-01-01T00:00:00Z");
        return null;
    }

    private static bool IsFormat(string format)
    {
        if (format is CursorRule.UnixSeconds or CursorRule.UnixMilliseconds) return true;
        try
        {
            return format.Length > 1 && DateTimeOffset.TryParseExact(
                Probe.UtcDateTime.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read)
                && read <= Probe && read > Probe - TimeSpan.FromDays(1);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Problem(string key, string problem) => problems.Add(new($"$.poll.{key}", problem));
}

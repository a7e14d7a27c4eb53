using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace TriggerBridge.Cli.Samples;

/// <summary>Where two texts differ, with some lines around it.</summary>
internal static class TextDiff
{
    private const int Around = 3;

    /// <returns>Lines, each with <c>-</c> (expected only), <c>+</c> (actual only), a blank or <c>…</c> (lines are left out) in front.</returns>
    public static IReadOnlyList<string> Of(string expected, string actual)
    {
        var lines = InlineDiffBuilder.Diff(expected, actual, ignoreWhiteSpace: false).Lines;
        var shown = new List<string>();
        var isCut = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Type == ChangeType.Unchanged && !IsNearChange(lines, i))
            {
                if (!isCut) shown.Add("…");
                isCut = true;
                continue;
            }

            isCut = false;
            shown.Add(lines[i].Type switch
            {
                ChangeType.Deleted => "- " + lines[i].Text,
                ChangeType.Inserted => "+ " + lines[i].Text,
                _ => "  " + lines[i].Text,
            });
        }

        return shown;
    }

    private static bool IsNearChange(List<DiffPiece> lines, int at) =>
        lines.Skip(at - Around).Take(Math.Min(at, Around) + 1 + Around).Any(line => line.Type != ChangeType.Unchanged);
}

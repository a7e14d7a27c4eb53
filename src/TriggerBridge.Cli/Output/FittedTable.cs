using Spectre.Console;
using Spectre.Console.Rendering;

namespace TriggerBridge.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Least">How narrow it may become; what does not fit is cut off. Null: it is shown whole, or not at all.</param>
internal sealed record FittedColumn(string Name, int? Least = null);

/// <summary>A cell.</summary>
internal readonly record struct FittedCell(string? Text, Style? Style = null)
{
    public static implicit operator FittedCell(string? text) => new(text);
}

/// <summary>A table of which each row is one line, however narrow the terminal is: cells are cut off, and the last columns are left out where that is not enough.</summary>
internal static class FittedTable
{
    private const int Gap = 2;
    private const char CutOff = '…';

    private static readonly Style Bold = new(decoration: Decoration.Bold);

    public static void Fitted(this IAnsiConsole console, IReadOnlyList<FittedColumn> columns, IEnumerable<IReadOnlyList<FittedCell>> rows)
    {
        var cells = rows.Select(row => row.Select(cell => cell with { Text = PlainText.Of(cell.Text ?? "") }).ToArray()).ToArray();
        if (cells.Length == 0)
        {
            console.MarkupLine("[grey]There are none.[/]");
            return;
        }

        // Nobody sees a column that is empty.
        var shown = Enumerable.Range(0, columns.Count).Where(index => cells.Any(row => row[index].Text is { Length: > 0 })).ToList();
        var widths = Widths(console.Profile.Width, columns, shown, index => cells.Max(row => WidthOf(row[index].Text!)));
        WriteLine(console, widths, index => new FittedCell(columns[index].Name, Bold));
        foreach (var row in cells)
            WriteLine(console, widths, index => row[index]);
    }

    private static List<(int Index, int Width)> Widths(int most, IReadOnlyList<FittedColumn> columns, List<int> shown, Func<int, int> widthOf)
    {
        var whole = shown.Select(index => (Index: index, Width: Math.Max(widthOf(index), columns[index].Name.Length))).ToList();
        for (var count = whole.Count; ; count--)
        {
            var widths = whole.Take(count).ToList();
            if (TryShrink(widths, most, columns) || count == 1) return widths;
        }
    }

    // The widest gives first.
    private static bool TryShrink(List<(int Index, int Width)> widths, int most, IReadOnlyList<FittedColumn> columns)
    {
        for (var excess = widths.Sum(column => column.Width + Gap) - Gap - most; excess > 0; excess--)
        {
            var widest = widths.Where(column => columns[column.Index].Least is { } least && column.Width > Math.Max(least, columns[column.Index].Name.Length)).OrderByDescending(column => column.Width).FirstOrDefault();
            if (widest.Width == 0) return false;
            widths[widths.IndexOf(widest)] = widest with { Width = widest.Width - 1 };
        }

        return true;
    }

    private static void WriteLine(IAnsiConsole console, List<(int Index, int Width)> widths, Func<int, FittedCell> cellOf)
    {
        var spaces = 0;
        foreach (var (index, width) in widths)
        {
            var cell = cellOf(index);
            var text = Cut(cell.Text!, width);
            // Only before something: none at the end of a line.
            if (text.Length > 0)
            {
                console.Put(new string(' ', spaces));
                console.Put(text, cell.Style);
                spaces = 0;
            }

            spaces += width - WidthOf(text) + Gap;
        }

        console.PutLine();
    }

    private static string Cut(string text, int width)
    {
        if (WidthOf(text) <= width) return text;
        var cut = text;
        while (cut.Length > 0 && WidthOf(cut) > width - 1)
            cut = cut[..^(cut.Length > 1 && char.IsLowSurrogate(cut[^1]) ? 2 : 1)];
        return cut + CutOff;
    }

    private static int WidthOf(string text) => new Segment(text).CellCount();
}

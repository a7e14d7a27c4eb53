using System.Globalization;
using Spectre.Console;

namespace TriggerBridge.Cli.Output;

/// <summary>Lists and single things as people read them.</summary>
internal static class ConsoleTables
{
    public static void Rows(this IAnsiConsole console, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => new Text(cell ?? ""))]);
        if (table.Rows.Count > 0)
            console.Write(table);
        else
            console.MarkupLine("[grey]There are none.[/]");
    }

    /// <summary>What a command would do, in order.</summary>
    public static void Plan(this IAnsiConsole console, IEnumerable<string> steps)
    {
        console.MarkupLine("Nothing is changed; this would be done:");
        foreach (var (index, step) in steps.Index())
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {index + 1}. {step}");
    }

    /// <summary>What is not known is left out.</summary>
    public static void Facts(this IAnsiConsole console, params IEnumerable<(string Name, string? Value)> facts)
    {
        var grid = new Grid().AddColumns(2);
        foreach (var (name, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value!));
        console.Write(grid);
    }
}

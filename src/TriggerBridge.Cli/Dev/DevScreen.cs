using System.Globalization;
using Spectre.Console;

namespace TriggerBridge.Cli.Dev;

/// <summary>What <c>dev</c> shows: lines, in the order in which things happen.</summary>
/// <param name="zone">Of the times.</param>
internal sealed class DevScreen(IAnsiConsole console, TimeZoneInfo zone)
{
    private const int VerdictWidth = 9;
    private const int StatusWidth = 10;

    private int _nameWidth;

    /// <summary>What runs where, and what to paste where.</summary>
    public void Begin(DevBeginning beginning)
    {
        console.MarkupLineInterpolated($"[bold]TriggerBridge dev[/]  {beginning.Folder}  {beginning.App}  ({beginning.Tenant})");
        foreach (var name in beginning.Bridges) Fit(name);
        if (beginning.Ignored is { } ignored)
            console.MarkupLineInterpolated($"  [green]✓[/] {ignored}: keeps secrets and the ledger out of the repository");
        if (beginning.Addresses.Count == 0)
            console.MarkupLineInterpolated($"  There is no bridge yet: 'triggerbridge new NAME --folder {beginning.Folder}' writes one, and it is live at once.");
        foreach (var address in beginning.Addresses) Address(address);
        if (beginning.HasKeys) console.MarkupLine("\n[grey]r[/] replay the last event  [grey]o[/] open the last delivery  [grey]e[/] errors  [grey]s[/] secrets  [grey]q[/] quit");
        console.WriteLine();
    }

    /// <summary>A bridge's or source's address, and what to do with it at the sender.</summary>
    public void Address(DevAddress address)
    {
        Fit(address.Name);
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{address.Name}[/]  {address.Url}");
        console.WriteLine($"  {address.Setup}");
        foreach (var (name, value) in address.Secrets) Secret(name, value);
    }

    public void Secret(string name, string value) => console.WriteLine($"  {name}: {value}");

    public void SecretsMade(IReadOnlyCollection<string> names, string file) => console.MarkupLineInterpolated($"  [green]✓[/] made {string.Join(", ", names.Select(name => $"'{name}'"))} in {file}");

    /// <summary>A request, or what became of an event.</summary>
    public void Event(DevEvent shown)
    {
        Fit(shown.Bridge);
        var took = shown.Took < TimeSpan.FromSeconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{shown.Took.TotalMilliseconds:0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{shown.Took.TotalSeconds:0.0} s");
        var line = string.Join("  ", new[]
        {
            shown.Verdict.PadRight(VerdictWidth),
            (shown.Status ?? "").PadRight(StatusWidth),
            shown.Execution is { } execution ? $"execution {execution}" : "",
            shown.IsLater ? $"after {took}" : took,
            shown.Detail ?? "",
        }.Where((part, place) => place < 2 || part.Length > 0));
        console.Write(new Text($"{Time(shown.At)}  {shown.Bridge.PadRight(_nameWidth)}  "));
        console.Write(new Text(line.TrimEnd(), StyleOf(shown)));
        console.WriteLine();
    }

    public void Live(DateTimeOffset at, string kind, string name, string version, TimeSpan? sinceSaved)
    {
        Fit(name);
        var after = sinceSaved is { } took ? string.Create(CultureInfo.InvariantCulture, $" ({took.TotalMilliseconds:0} ms after it was saved)") : "";
        console.MarkupLineInterpolated($"{Time(at)}  [green]{kind} {name} is live, version {version}[/]{after}");
    }

    public void Gone(DateTimeOffset at, string kind, string name) => console.MarkupLineInterpolated($"{Time(at)}  [yellow]{kind} {name} is gone: its file has been removed[/]");

    public void Error(DateTimeOffset at, string file, int? line, string path, string problem)
    {
        var place = line is { } known ? string.Create(CultureInfo.InvariantCulture, $"{file}:{known}") : file;
        console.MarkupLineInterpolated($"{Time(at)}  [red]{place}{Before(path)}: {problem}[/]");
    }

    // In a file of code there are no paths: its problems tell the line.
    private static string Before(string path) => path.Length == 0 ? "" : " " + path;

    /// <summary>What follows from the errors of a file.</summary>
    public void Meanwhile(string name, string? keepsVersion) => console.WriteLine(keepsVersion is null
        ? $"          {name} cannot be used until they are mended: its senders get 503"
        : $"          {name}: version {keepsVersion} goes on working");

    public void Good(DateTimeOffset at, string text) => console.MarkupLineInterpolated($"{Time(at)}  [green]{text}[/]");

    public void Warning(DateTimeOffset at, string text) => console.MarkupLineInterpolated($"{Time(at)}  [yellow]{text}[/]");

    public void Say(string text) => console.WriteLine(text);

    private void Fit(string name) => _nameWidth = Math.Max(_nameWidth, name.Length);

    private string Time(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static Style StyleOf(DevEvent shown) => shown switch
    {
        { Status: "Completed" } => new Style(Color.Green),
        { Status: "Failed" or "DeadLettered" or "InDoubt" or "RetryScheduled" or "Canceled" } => new Style(Color.Red),
        { IsRefused: true } => new Style(Color.Red),
        { Verdict: DevEvent.Accepted } => Style.Plain,
        _ => new Style(Color.Grey),
    };
}

/// <summary>The start.</summary>
/// <param name="Tenant">Which one, for people.</param>
/// <param name="Ignored">The file that was added to; null: none.</param>
/// <param name="Bridges">All of them, by name: lines are as wide as these need.</param>
/// <param name="HasKeys">Somebody sits there who can press them.</param>
internal sealed record DevBeginning(string Folder, string App, string Tenant, string? Ignored, IReadOnlyList<DevAddress> Addresses, IReadOnlyList<string> Bridges, bool HasKeys);

/// <summary>Where a sender posts to.</summary>
/// <param name="Setup">What to do at the sender.</param>
/// <param name="Secrets">Where they are to be shown: with their values.</param>
internal sealed record DevAddress(string Name, string Url, string Setup, IReadOnlyList<(string Name, string Value)> Secrets);

/// <summary>One line of what happens to events.</summary>
/// <param name="Verdict">Of the request, in a word; empty for what became of an event later.</param>
/// <param name="Status">Of the delivery.</param>
/// <param name="Took">The answer, or, for what came later, the event so far.</param>
internal sealed record DevEvent(DateTimeOffset At, string Bridge, string Verdict, string? Status, string? Execution, TimeSpan Took)
{
    public const string Accepted = "accepted";

    public string? Detail { get; init; }

    public bool IsLater { get; init; }

    public bool IsRefused { get; init; }
}

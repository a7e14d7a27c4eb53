using Spectre.Console;
using TriggerBridge.Cli.Dev;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Cli.Dev;

/// <summary>README's picture of <c>dev</c> is what the program draws.</summary>
public sealed class DevPictureTests
{
    private const string Begin = "<!-- dev: DevPictureTests writes it -->\n```console\n";
    private const string End = "```\n";

    private static readonly DateTimeOffset Start = new(2026, 6, 1, 9, 41, 7, TimeSpan.Zero);

    [Fact]
    public void Readme_shows_what_is_drawn()
    {
        var file = RepositoryRoot.File("README.md");
        var drawn = $"$ ./run.sh dev\n…\n{Draw()}";
        var (before, shown, after) = Split(File.ReadAllText(file));
        if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, before + drawn + after);
            shown = drawn;
        }

        Assert.True(shown == drawn, "README.md is stale: run this test with TRIGGERBRIDGE_UPDATE_DOCS=1.");
    }

    private static (string Before, string Shown, string After) Split(string page)
    {
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = page.IndexOf(End, from, StringComparison.Ordinal);
        return (page[..from], page[from..to], page[to..]);
    }

    // The story of a real session, with the program's own drawing code.
    private static string Draw()
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 100_000;
        var screen = new DevScreen(console, TimeZoneInfo.Utc);
        screen.SecretsMade(["admin-key", "isc-read", "leavers-webhook", "isc-leavers"], "bridges/.secrets.json");
        screen.Begin(new DevBeginning("bridges", "http://127.0.0.1:7071", "simulator at http://127.0.0.1:7080", Ignored: null, [new DevAddress("leavers", "http://127.0.0.1:7071/api/hooks/leavers", "In GitHub: settings of the organization or the repository, Webhooks: …", [])], ["leavers"], HasKeys: true));
        screen.Event(new DevEvent(At(0), "leavers", "accepted", "Started", "3b5cdabd-a3ff-48f7-b783-0d4d8c57b962", TimeSpan.FromMilliseconds(38)));
        screen.Event(new DevEvent(At(3), "leavers", "", "Completed", "3b5cdabd-a3ff-48f7-b783-0d4d8c57b962", TimeSpan.FromSeconds(2.6)) { IsLater = true });
        screen.Event(new DevEvent(At(9), "leavers", "duplicate", "Completed", "3b5cdabd-a3ff-48f7-b783-0d4d8c57b962", TimeSpan.FromMilliseconds(9)));
        screen.Event(new DevEvent(At(21), "leavers", "401", null, null, TimeSpan.FromMilliseconds(4)) { Detail = "not verified", IsRefused = true });
        screen.Warning(At(21), "Bridge leavers rejected requests: 1 with a wrong signature or secret (compare the sender's secret with the bridge's)");
        screen.Error(At(64), "bridges/leavers.json", 12, "$.filter", "position 12: expected a path, a function, a text in quotes, a number, true, false or null, found the end");
        screen.Meanwhile("leavers", "544602228993");
        screen.Live(At(72), "bridge", "leavers", "51c1b07e2ac1", TimeSpan.FromMilliseconds(978));
        screen.Event(new DevEvent(At(80), "leavers", "filtered", "Filtered", null, TimeSpan.FromMilliseconds(11)));
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    private static DateTimeOffset At(int seconds) => Start.AddSeconds(seconds);
}

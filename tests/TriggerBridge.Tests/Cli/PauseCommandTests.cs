using System.Text.Json;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>bridges pause</c> and <c>bridges resume</c> against the app on a real server.</summary>
public sealed class PauseCommandTests
{
    private static readonly string Key = TestApp.Key;

    [Fact]
    public async Task A_bridge_is_paused_until_it_is_resumed()
    {
        await using var app = await StartAsync();

        var paused = await RunAsync(app, "pause", "github", "--reason", "ISC is down");
        var state = JsonElement.Parse((await RunAsync(app, "pause", "github", "--reason", "ISC is down", "--refuse", "--output", "json")).Output).GetProperty("pause");
        var resumed = await RunAsync(app, "resume", "github");

        Assert.Equal(new CliRun(0, "github is paused until it is resumed: ISC is down. Its events are recorded meanwhile, and nothing is sent.\n", ""), paused);
        Assert.Equal(("operator", true), (state.GetProperty("by").GetString(), state.GetProperty("refuse").GetBoolean()));
        Assert.Equal(new CliRun(0, "github is not paused: what waited is sent, oldest first.\n", ""), resumed);
    }

    [Theory]
    [InlineData("2h", 2 * 60 * 60)]
    [InlineData("30m", 30 * 60)]
    [InlineData("3d", 3 * 24 * 60 * 60)]
    [InlineData("3600s", 60 * 60)]
    public async Task A_pause_ends_after_a_while(string until, int seconds)
    {
        await using var app = await StartAsync();
        var before = TimeProvider.System.GetUtcNow();

        var run = await RunAsync(app, "pause", "github", "--reason", "night", "--until", until, "--output", "json");

        var after = TimeProvider.System.GetUtcNow();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(JsonElement.Parse(run.Output).GetProperty("pause").GetProperty("until").GetDateTimeOffset(), before.AddSeconds(seconds), after.AddSeconds(seconds));
    }

    [Fact]
    public async Task A_pause_ends_at_a_time()
    {
        await using var app = await StartAsync();
        var until = TimeProvider.System.GetUtcNow().AddDays(2);

        var run = await RunAsync(app, "pause", "github", "--reason", "freeze", "--until", until.ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"github is paused until {until.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)}:00Z: freeze.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_app_does_not_do_is_told()
    {
        await using var app = await StartAsync();

        Assert.Equal(new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} has no bridge jira.\n"), await RunAsync(app, "pause", "jira", "--reason", "x"));
        Assert.Equal(new CliRun(1, "", "'until' must be in the future.\n"), await RunAsync(app, "pause", "github", "--reason", "x", "--until", "2001-01-01T00:00Z"));
        Assert.Equal(new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} answers 401 to whoever asks for a bridge to resume: is the key one of its keys?\n"), await CliRun.InProcessAsync(
            "bridges", "resume", "github", "--app", $"http://127.0.0.1:{app.Port}", "--key", "another"));
    }

    [Theory]
    [InlineData("--until takes a time such as 2026-06-01T18:00Z, or a while such as 30m, 2h or 1d, not '5/6/2026'.", "--reason", "x", "--until", "5/6/2026")]
    [InlineData("--until takes a time such as 2026-06-01T18:00Z, or a while such as 30m, 2h or 1d, not '2 hours'.", "--reason", "x", "--until", "2 hours")]
    [InlineData("--reason takes a value: Why; it is shown to whoever looks.", "--refuse")]
    [InlineData("Which key? Give --profile or --key, or set TRIGGERBRIDGE_KEY.", "--reason", "x", "--app", "http://127.0.0.1:9")]
    public async Task A_command_line_that_says_too_little_is_64(string problem, params string[] options)
    {
        var run = await CliRun.InProcessAsync(["bridges", "pause", "github", .. options]);

        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(problem, run.Error, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync() => TestApp.StartForProgramsAsync(
        """{ "scheme": "github", "secret": "hook" }""", $$"""{ "hook": "s", "client": { "id": "external", "secret": "s" }, "admin": "{{Key}}" }""");

    private static Task<CliRun> RunAsync(TestApp app, params string[] arguments) =>
        CliRun.InProcessAsync(["bridges", .. arguments, "--app", $"http://127.0.0.1:{app.Port}", "--key", Key]);
}

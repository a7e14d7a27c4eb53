using Spectre.Console;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Tests.Cli;

/// <summary>A command line that is not understood gets a line for each problem: not the whole help, and no names of the program's own types.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("triggerbridge has no command 'bridge'; did you mean 'bridges'?", "bridge")]
    [InlineData("executions has no command 'lst'; did you mean 'list'?", "executions", "lst")]
    [InlineData("executions has no command 'remove'; the commands are list, get, history, cancel.", "executions", "remove")]
    [InlineData("Give a command of executions: list, get, history, cancel.", "executions")]
    [InlineData("Give a command of triggerbridge: bridges, preview, dev, new, send, profiles, status, deliveries, tail, polls, audit, keys, openapi, completion, senders, schema, types, provision, subscribe, unsubscribe, workflows, executions, library, triggers, subscriptions, invocations.")]
    [InlineData("validate has no option --outptu; did you mean --output?", "validate", "--outptu", "json")]
    [InlineData("validate has no option --outptu; did you mean --output?", "validate", "--outptu=json")]
    [InlineData("executions list has no option --tenat; did you mean --tenant?", "executions", "list", "w", "--tenat", "acme")]
    [InlineData("executions list has no option --sort.", "executions", "list", "w", "--sort")]
    [InlineData("'other' is too much: validate takes <folder>.", "validate", "bridges", "other")]
    [InlineData("<sample> is missing: A file with the event: the body of the sender's request.", "preview", "leavers")]
    [InlineData("--output takes text, json, ndjson or tsv, not 'xml'.", "validate", "-o", "xml")]
    [InlineData("--output takes text, json, ndjson or tsv, not '1'.", "validate", "-o", "1")]
    [InlineData("--output takes a value: text for people (the default); json, ndjson (one a line) or tsv for scripts.", "validate", "--output")]
    [InlineData("--header takes name=value, not 'novalue'.", "preview", "a", "b", "--header", "novalue")]
    [InlineData("There is no status 'Faild': use Completed, Failed, Canceled, Queued, Running, Executing.", "executions", "list", "w", "--status", "Faild")]
    [InlineData("--since takes a time such as 2026-06-01T00:00:00Z, not 'yesterday'.", "executions", "list", "w", "--since", "yesterday")]
    [InlineData("--take takes a number from 1 on, not 'ten'.", "executions", "list", "w", "--take", "ten")]
    [InlineData("--take takes a number from 1 on, not '0'.", "executions", "list", "w", "--take", "0")]
    [InlineData("--wait takes a number from 1 on, not '1m'.", "subscribe", "joiner", "--wait", "1m")]
    [InlineData("bridges push has no option --plase; did you mean --place?", "bridges", "push", "--plase", "x")]
    [InlineData("version takes a number from 1 on, not 'first'.", "bridges", "rollback", "first")]
    [InlineData("<version> is missing: Whose files become current again; 'bridges history' lists them.", "bridges", "rollback")]
    [InlineData("version takes a number from 1 on, not 'x'.", "bridges", "history", "x")]
    [InlineData("--since takes a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d, not 'monday'.", "bridges", "drift", "leavers", "--since", "monday")]
    [InlineData("subscriptions has no command 'drft'; did you mean 'drift'?", "subscriptions", "drft")]
    [InlineData("deliveries has no command 'lsit'; did you mean 'list'?", "deliveries", "lsit")]
    [InlineData("deliveries has no command 'drop'; the commands are list, show, replay, skip, export.", "deliveries", "drop")]
    [InlineData("deliveries list has no option --stauts; did you mean --status?", "deliveries", "list", "--stauts", "Failed")]
    [InlineData("'Compelted' is not a status; did you mean 'Completed'?", "deliveries", "list", "--status", "Compelted")]
    [InlineData("tail has no option --bridg; did you mean --bridge?", "tail", "--bridg", "x")]
    [InlineData("polls has no command 'stop'; the commands are list, run, reset, preview.", "polls", "stop")]
    [InlineData("status has no option --profil; did you mean --profile?", "status", "--profil", "x")]
    [InlineData("--from takes a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d, not 'monday'.", "audit", "--from", "monday")]
    [InlineData("Give a command of keys: create, list, revoke.", "keys")]
    [InlineData("Give a command of profiles: add, list, show, remove, use.", "profiles")]
    [InlineData("'bahs' is not a shell that is known here; did you mean 'bash'?", "completion", "bahs")]
    public async Task What_is_not_understood_is_one_line_that_says_what_to_write(string expected, params string[] args)
    {
        var run = await CliRun.InProcessAsync(args);

        Assert.Equal(new CliRun(64, "", expected + "\nWith --help at its end, a command shows what it takes.\n"), run);
    }

    [Fact]
    public async Task All_that_is_missing_is_told_at_once()
    {
        var run = await CliRun.InProcessAsync("preview");

        Assert.Equal(["<bridge>", "<sample>"], run.Error.Split('\n').Where(line => line.Contains(" is missing: ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("preview", "--help")]
    [InlineData("executions", "-h")]
    public async Task Help_is_help(params string[] args)
    {
        var run = await CliRun.InProcessAsync(args);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    /// <summary>https://no-color.org; an empty one counts as not set.</summary>
    [Theory]
    [InlineData(true, null, AnsiSupport.Detect)]
    [InlineData(true, "", AnsiSupport.Detect)]
    [InlineData(true, "1", AnsiSupport.No)]
    [InlineData(false, null, AnsiSupport.No)]
    public void With_NO_COLOR_nothing_is_bold_either(bool isTerminal, string? noColor, AnsiSupport expected) =>
        Assert.Equal(expected, Terminal.AnsiOf(isTerminal, noColor));

    [Fact]
    public async Task A_setting_that_cannot_be_read_is_told_by_its_name()
    {
        var run = await CliRun.OfProgramAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["TriggerBridge__Tenants__acme__BaseUrl"] = "https://acme.example.com",
                ["TriggerBridge__Tenants__acme__RequestsPer10Seconds"] = "many",
                ["TriggerBridge__KeyVaultUri"] = "https://vault.example.com",
            },
            "workflows",
            "list");

        Assert.Equal(new CliRun(78, "", "TriggerBridge__Tenants__acme__RequestsPer10Seconds cannot be read: it must be a number.\n"), run);
    }
}

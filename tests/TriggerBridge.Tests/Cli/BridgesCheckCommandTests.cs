using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

public sealed class BridgesCheckCommandTests
{
    [Fact]
    public async Task Bridges_without_errors_are_named()
    {
        using var folder = new BridgeFolder().Add("movers.json", BridgeText.Good).Add("leavers.json", BridgeText.Good);

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location);

        Assert.Equal(new CliRun(0, "no errors in 2: leavers, movers\n", ""), run);
    }

    [Fact]
    public async Task Every_error_of_every_file_is_printed_with_its_place_and_a_remedy()
    {
        using var folder = new BridgeFolder()
            .Add("a.json", BridgeText.With("filter", "\"$.a[\""))
            .Add("b.json", BridgeText.Good)
            .Add("c.json", """{"webhook":{"scheme":"github","secret":"[x]"},"input":{},"workflow":{"tenant":"acme","id":"w","credential":"c"},"retri":1}""");

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [
                Path.Combine(folder.Location, "a.json"),
                "  $.filter position 5: expected a name in quotes, an index such as 0 or -1, a slice such as 0:2, * or ?, found the end",
                Path.Combine(folder.Location, "c.json"),
                "  $.retri is not a key; did you mean 'retry'?",
                "  $.webhook.secret expected a secret's name in the vault (not the secret): 1 to 127 of 0-9, a-z, A-Z and -",
                "3 errors",
            ],
            run.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_folder_without_a_bridge_is_an_error()
    {
        using var folder = new BridgeFolder();

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("no bridge in this folder", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_get_the_same_as_JSON()
    {
        using var folder = new BridgeFolder().Add("a.json", BridgeText.With("workflow.id", "\"\""));

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location, "--output", "json");

        Assert.Equal(1, run.ExitCode);
        var error = Assert.Single(JsonElement.Parse(run.Output).GetProperty("errors").EnumerateArray());
        Assert.Equal(Path.Combine(folder.Location, "a.json"), error.GetProperty("file").GetString());
        Assert.Equal("$.workflow.id", error.GetProperty("path").GetString());
        Assert.StartsWith("expected the workflow's id", error.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, "--development")]
    public async Task What_is_for_Development_is_an_error_unless_that_is_meant(int exitCode, params string[] options)
    {
        using var folder = new BridgeFolder().Add("a.json", Polling.PollText.Bridge(
            Polling.PollText.With(("request.url", "\"http://localhost:9/users\""), ("request.allowHosts", "[\"localhost\"]"))));

        Assert.Equal(exitCode, (await CliRun.InProcessAsync(["bridges", "check", folder.Location, .. options])).ExitCode);
    }

    [Fact]
    public async Task Tenants_are_checked_where_they_are_given()
    {
        using var folder = new BridgeFolder().Add("a.json", BridgeText.Good);

        Assert.Equal(0, (await CliRun.InProcessAsync("bridges", "check", folder.Location, "--tenant", "acme")).ExitCode);
        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location, "--tenant", "umbrella", "--tenant", "other");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'acme' is not configured (other, umbrella)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_apart_from_errors()
    {
        using var folder = new BridgeFolder();

        var run = await CliRun.InProcessAsync("bridges", "check", Path.Combine(folder.Location, "nowhere"));

        Assert.Equal((66, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("nowhere: there is no such folder.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_is_its_name_of_before()
    {
        using var folder = new BridgeFolder().Add("leavers.json", BridgeText.Good);

        Assert.Equal(await CliRun.InProcessAsync("bridges", "check", folder.Location), await CliRun.InProcessAsync("validate", folder.Location));
    }

    [Theory]
    [InlineData("movers.JSON")]
    [InlineData("movers.yaml")]
    [InlineData("movers.yml")]
    [InlineData("movers.jsonc")]
    [InlineData("movers.json5")]
    [InlineData("movers.json.txt")]
    public async Task A_file_that_is_passed_over_and_looks_meant_is_a_warning(string file)
    {
        using var folder = new BridgeFolder().Add("leavers.json", BridgeText.Good).Add(file, "{}").Add("README.md", "").Add(".secrets.json.swp", "");

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location);

        Assert.Equal(
            new CliRun(0, $"{Path.Combine(folder.Location, file)}\n  $ warning: is passed over: a bridge is JSON in a file whose name ends in .json, in lower case\nno errors in 1: leavers\n1 warning\n", ""),
            run);
    }

    [Fact]
    public async Task The_file_with_secrets_is_no_bridge()
    {
        using var folder = new BridgeFolder().Add("leavers.json", BridgeText.Good).Add(".secrets.json", "{}");

        Assert.Equal(new CliRun(0, "no errors in 1: leavers\n", ""), await CliRun.InProcessAsync("bridges", "check", folder.Location));
    }

    [Fact]
    public async Task A_folder_with_nothing_but_such_files_says_so()
    {
        using var folder = new BridgeFolder().Add("movers.yaml", "");

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no bridge in this folder", run.Output, StringComparison.Ordinal);
        Assert.Contains("is passed over", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"action":"added","login":"a"}""", "\n  $.filter warning: no event of the bridge's samples passes it (leavers.event.json): mend it, or add a sample of an event that is meant\n")]
    [InlineData("""{"action":"removed","login":"a"}""", null)]
    [InlineData("not JSON", null)]
    public async Task A_filter_that_no_sample_passes_is_a_warning(string sample, string? expected)
    {
        using var folder = new BridgeFolder().Add("leavers.json", BridgeText.With("filter", "\"$.action == 'removed'\""));
        Directory.CreateDirectory(Path.Combine(folder.Location, "samples"));
        folder.Add("samples/leavers.event.json", sample);

        var run = await CliRun.InProcessAsync("bridges", "check", folder.Location);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        if (expected is null) Assert.Equal("no errors in 1: leavers\n", run.Output);
        else Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }
}

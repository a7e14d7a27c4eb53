using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

/// <summary>The commands on bridges whose sender is shared.</summary>
public sealed class SourceCommandTests : IDisposable
{
    private const string Workflow = "c17bea3a-574d-453c-9e04-4365fbf5af0b";

    private readonly BridgeFolder _folder = new();

    private string SourceFile => Path.Combine(_folder.Location, "sources", "github-app.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_bridge_of_a_source_brings_its_file_and_the_next_ones_share_it()
    {
        var first = await NewAsync("leavers", "--scheme", "github");
        var source = await File.ReadAllTextAsync(SourceFile);
        var second = await NewAsync("movers");

        Assert.Contains($"✓ {SourceFile}\n", first, StringComparison.Ordinal);
        Assert.Contains("https://YOUR-APP/api/hooks/github-app as Payload URL", first, StringComparison.Ordinal);
        Assert.DoesNotContain(SourceFile, second, StringComparison.Ordinal);
        Assert.Equal(source, await File.ReadAllTextAsync(SourceFile));
        Assert.Equal(new CliRun(0, "no errors in 2: leavers, movers\n", ""), await CliRun.InProcessAsync("bridges", "check", _folder.Location));
        Assert.Equal(new CliRun(0, "✓ leavers\n✓ movers\n2 passed\n", ""), await CliRun.InProcessAsync("bridges", "test", _folder.Location));
    }

    [Fact]
    public async Task A_sources_scheme_is_its_own()
    {
        await NewAsync("leavers", "--scheme", "github");

        var run = await CliRun.InProcessAsync("new", "movers", "--source", "github-app", "--scheme", "okta", "--folder", _folder.Location, "--tenant", "acme", "--workflow", Workflow);

        Assert.Equal(new CliRun(64, "", "Source github-app is of github, not of okta.\n"), run);
    }

    [Fact]
    public async Task They_are_listed_with_their_bridges()
    {
        await NewAsync("leavers", "--scheme", "github");
        await NewAsync("movers");
        await File.WriteAllTextAsync(Path.Combine(_folder.Location, "sources", "broken.json"), "{}");

        var run = await CliRun.InProcessAsync("bridges", "list", _folder.Location, "--output", "json");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var list = JsonElement.Parse(run.Output);
        Assert.Equal(["github-app (github)", "github-app (github)"], list.GetProperty("bridges").EnumerateArray().Select(bridge => bridge.GetProperty("source").GetString()));
        var sources = list.GetProperty("sources").EnumerateArray().ToList();
        Assert.Equal(["broken", "github-app"], sources.Select(source => source.GetProperty("name").GetString()));
        Assert.Equal(["leavers", "movers"], sources[1].GetProperty("bridges").EnumerateArray().Select(bridge => bridge.GetString()));
        Assert.NotEmpty(sources[0].GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task One_that_nobody_uses_is_warned_of_and_so_is_a_file_that_is_passed_over()
    {
        await NewAsync("leavers", "--scheme", "github");
        await File.WriteAllTextAsync(Path.Combine(_folder.Location, "sources", "okta.json"), """{ "webhook": { "scheme": "okta", "secret": "s" } }""");
        await File.WriteAllTextAsync(Path.Combine(_folder.Location, "sources", "jira.yaml"), "");

        var run = await CliRun.InProcessAsync("bridges", "check", _folder.Location);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("okta.json\n  $ warning: no bridge takes events of it: name it in one, by \"source\": \"okta\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("jira.yaml\n  $ warning: is passed over", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_goes_to_the_sources_address_with_its_signature()
    {
        await NewAsync("leavers", "--scheme", "github");
        _folder.Add(".secrets.json", """{ "github-app-webhook": "s" }""");

        var run = await CliRun.InProcessAsync("send", "leavers", "--bridges", _folder.Location, "--dry-run");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("curl -X POST 'http://127.0.0.1:7071/api/hooks/github-app'", run.Output, StringComparison.Ordinal);
        Assert.Contains("-H 'x-hub-signature-256: sha256=", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_one_of_a_source_of_ISC_can_be_subscribed()
    {
        await NewAsync("leavers", "--scheme", "github");

        var run = await CliRun.InProcessAsync("subscribe", "leavers", "--bridges", _folder.Location, "--app", "https://bridge.example.com");

        Assert.Equal(new CliRun(1, "", "leavers takes no events of ISC: the scheme of its webhook, or of its source's, must be sailpoint.\n"), run);
    }

    private async Task<string> NewAsync(string name, params string[] options)
    {
        var run = await CliRun.InProcessAsync(["new", name, "--source", "github-app", .. options, "--folder", _folder.Location, "--tenant", "acme", "--workflow", Workflow]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }
}

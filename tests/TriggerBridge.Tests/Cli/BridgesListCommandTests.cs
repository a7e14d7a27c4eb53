using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

public sealed class BridgesListCommandTests : IDisposable
{
    private readonly BridgeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_bridge_is_listed_with_what_it_connects_and_the_version_of_its_file()
    {
        _folder.Add("leavers.json", BridgeText.Good)
            .Add("polls.json", BridgeText.With("enabled", "false", Polling.PollText.Bridge(Polling.PollText.Good)));

        var run = await CliRun.InProcessAsync("bridges", "list", _folder.Location, "-o", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var bridges = JsonElement.Parse(run.Output).GetProperty("bridges").EnumerateArray().ToList();
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(BridgeText.Good)))[..12];
        Assert.Equal(
            $$"""{"name":"leavers","source":"github","workflowId":"c17bea3a-574d-453c-9e04-4365fbf5af0b","tenant":"acme","enabled":true,"version":"{{version}}","errors":[]}""",
            JsonSerializer.Serialize(bridges[0]));
        Assert.Equal(("polls", "poll", false), (bridges[1].GetProperty("name").GetString(), bridges[1].GetProperty("source").GetString(), bridges[1].GetProperty("enabled").GetBoolean()));
    }

    [Fact]
    public async Task A_bridge_with_errors_is_listed_with_the_first_of_them()
    {
        _folder.Add("leavers.json", BridgeText.Good).Add("movers.json", """{"input":{},"workflow":{"tenant":"acme","id":"w","credential":"c"},"retri":1}""");

        var run = await CliRun.InProcessAsync("bridges", "list", _folder.Location);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var rows = run.Output.Split('\n');
        Assert.Contains(rows, row => row.Contains("leavers ", StringComparison.Ordinal) && row.Contains(" github ", StringComparison.Ordinal) && row.Contains(" yes ", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("movers ", StringComparison.Ordinal) && row.Contains("$.retri: is not a key; did you mean 'retry'? (and 1 more)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_without_a_bridge_is_an_error()
    {
        var run = await CliRun.InProcessAsync("bridges", "list", _folder.Location);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("no bridge in this folder", run.Error, StringComparison.Ordinal);
    }
}

using TriggerBridge.Simulator;

namespace TriggerBridge.Tests.Simulator;

public sealed class SimulatorCommandLineTests
{
    [Fact]
    public void Every_option_is_read_in_both_spellings()
    {
        using var clients = new ClientsFile("""[{"id":"a","secret":"b","url":"ignored"}]""");

        var parsed = Assert.IsType<CommandLineOutcome.Parsed>(CommandLine.Parse(
        [
            "--urls", "http://127.0.0.1:1;http://127.0.0.1:2", "--complete-after=00:00:07", "--token-seconds", "9",
            $"--clients={clients.Path}", "--requests-per-10-seconds", "100", "--seed=-3", "--verbose",
        ]));

        var options = parsed.Options;
        Assert.Equal("http://127.0.0.1:1;http://127.0.0.1:2", options.Urls);
        Assert.Equal(TimeSpan.FromSeconds(7), options.CompleteAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), options.TokenLifetime);
        Assert.Equal(("a", "b"), (Assert.Single(options.Clients).Id, options.Clients[0].Secret));
        Assert.Equal(100, options.RequestsPer10Seconds);
        Assert.Equal(-3, options.Seed);
        Assert.True(options.Verbose);
    }

    [Theory]
    [InlineData("--port", "--port")]
    [InlineData("serve", "serve")]
    [InlineData("--verbose=yes", "--verbose=yes")]
    [InlineData("--seed", "--seed needs a value")]
    [InlineData("--seed=x", "--seed")]
    [InlineData("--token-seconds=0", "--token-seconds")]
    [InlineData("--requests-per-10-seconds=-1", "--requests-per-10-seconds")]
    [InlineData("--complete-after=soon", "--complete-after")]
    [InlineData("--urls=127.0.0.1:80", "--urls")]
    [InlineData("--urls=https://127.0.0.1:80", "--urls")]
    [InlineData("--clients=missing.json", "--clients")]
    public void Wrong_option_is_named(string argument, string named)
    {
        var invalid = Assert.IsType<CommandLineOutcome.Invalid>(CommandLine.Parse([argument]));

        Assert.Contains(named, invalid.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[{"id":"a"}]""")]
    [InlineData("""[{"id":"a","secret":"b","kind":"root"}]""")]
    [InlineData("""[{"id":"a","secret":"b"},{"id":"a","secret":"c"}]""")]
    [InlineData("""[{"id":null,"secret":"b"}]""")]
    [InlineData("[null]")]
    [InlineData("nonsense")]
    public void Clients_file_that_is_not_understood_is_an_error(string json)
    {
        using var clients = new ClientsFile(json);

        Assert.IsType<CommandLineOutcome.Invalid>(CommandLine.Parse(["--clients", clients.Path]));
    }
}

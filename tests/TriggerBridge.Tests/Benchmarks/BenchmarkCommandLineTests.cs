using CommandLine = TriggerBridge.Benchmarks.CommandLine;

namespace TriggerBridge.Tests.Benchmarks;

public class BenchmarkCommandLineTests
{
    [Fact]
    public void An_older_app_can_be_measured_beside_this_one()
    {
        Assert.Equal("abc", Assert.IsType<CommandLine.Parsed>(CommandLine.Parse(["--quick", "--before", "abc"])).Options.Before);
        Assert.Equal("abc", Assert.IsType<CommandLine.Backlog>(CommandLine.Parse(["backlog", "--before", "abc"])).Before);
        Assert.Equal("abc", Assert.IsType<CommandLine.Tracking>(CommandLine.Parse(["tracking", "--before", "abc"])).Before);
    }

    [Fact]
    public void Without_one_this_one_is_measured_alone()
    {
        Assert.Null(Assert.IsType<CommandLine.Parsed>(CommandLine.Parse([])).Options.Before);
        Assert.Null(Assert.IsType<CommandLine.Backlog>(CommandLine.Parse(["backlog"])).Before);
        Assert.Null(Assert.IsType<CommandLine.Tracking>(CommandLine.Parse(["tracking"])).Before);
    }

    [Theory]
    [InlineData("--before")]
    [InlineData("backlog --before")]
    [InlineData("tracking --rounds 3")]
    [InlineData("answers --rounds 3")]
    [InlineData("overload --before abc")]
    [InlineData("--rounds 0")]
    public void What_is_not_known_is_not_guessed(string arguments) => Assert.IsType<CommandLine.Invalid>(CommandLine.Parse(arguments.Split(' ')));
}

using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Tests.Cli;

/// <summary>How answers look.</summary>
public sealed class OutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-2, "just now")]
    [InlineData(-42, "42 s ago")]
    [InlineData(-119, "1 min ago")]
    [InlineData(-7200, "2 h ago")]
    [InlineData(-86400, "1 day ago")]
    [InlineData(-86400 * 5, "5 days ago")]
    [InlineData(-86400 * 31, "2026-05-01")]
    [InlineData(180, "in 3 min")]
    public void Times_are_said_as_people_say_them(int seconds, string expected) => Assert.Equal(expected, RelativeTime.Of(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(80, "name    state  id                        reason\ngithub  works  0123456789abcdef01234567  because of the long reason\n")]
    [InlineData(50, "name    state  id                reason\ngithub  works  0123456789abcde…  because of the l…\n")]
    [InlineData(36, "name    state  id         reason\ngithub  works  01234567…  because o…\n")]
    [InlineData(30, "name    state  id\ngithub  works  0123456789abcd…\n")]
    [InlineData(20, "name    state\ngithub  works\n")]
    public void A_row_is_one_line_however_narrow_the_terminal_is(int width, string expected) => Assert.Equal(expected, Draw(width, colours: ColorSystemSupport.NoColors, console => console.Fitted(
        [new("name"), new("state"), new("id", 9), new("empty"), new("reason", 10)], [["github", new("works", StatusStyle.Of("Healthy")), "0123456789abcdef01234567", "", "because of the long reason"]])));

    [Fact]
    public void Wide_characters_count_twice() =>
        Assert.Equal("name  b\n名…   1\nx     2\n", Draw(7, ColorSystemSupport.NoColors, console => console.Fitted([new("name", 4), new("b")], [["名前名前", "1"], ["x", "2"]])));

    [Fact]
    public void Statuses_have_colours_in_a_terminal()
    {
        static void Fitted(IAnsiConsole console) => console.Fitted([new("status")], [[new("Failed", StatusStyle.Of("Failed"))]]);

        Assert.Contains("\u001b[91mFailed\u001b[0m", Draw(40, ColorSystemSupport.Standard, Fitted), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[91m", Draw(40, ColorSystemSupport.NoColors, Fitted), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_between_tabs_stay_in_their_line() => Assert.Equal(
        ["a\tb\tc", "1\tx\\ty\\n\\\\z\t", "\ttrue\t{\"d\":null}"],
        JsonRows.Tabbed([JsonElement.Parse("""{"a":1,"b":"x\ty\n\\z"}"""), JsonElement.Parse("""{"b":true,"c":{"d":null}}""")]));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[31mb\r\nc\td\u0007", "a\uFFFD[31mb  c d\uFFFD")]
    public void Texts_of_others_give_no_orders(string text, string expected) => Assert.Equal(expected, PlainText.Of(text));

    private static string Draw(int width, ColorSystemSupport colours, Action<IAnsiConsole> draw)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = colours == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes, ColorSystem = colours });
        console.Profile.Width = width;
        draw(console);
        return writer.ToString();
    }
}

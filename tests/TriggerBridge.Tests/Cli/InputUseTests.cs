using TriggerBridge.Cli.Checking;
using TriggerBridge.Flows.Operations;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Tests.Cli;

/// <summary>What the steps of a workflow read, against what its input has.</summary>
public sealed class InputUseTests
{
    private static readonly InputName[] Input = [new(["login"], IsOpen: true), new(["user", "mail"], IsOpen: false), new(["tags", "0"], IsOpen: false)];

    [Theory]
    [InlineData("$.trigger.login", "", "user.mail tags[0]")]
    [InlineData("$.trigger.login.first", "", "user.mail tags[0]")]
    [InlineData("$.trigger.user", "", "login tags[0]")]
    [InlineData("$.trigger.user.mail.length()", "", "login tags[0]")]
    [InlineData("$.trigger['user']['mail']", "", "login tags[0]")]
    [InlineData("$.trigger.user.mail.host", "$.trigger.user.mail.host", "login tags[0]")]
    [InlineData("$.trigger.phone", "$.trigger.phone", "login user.mail tags[0]")]
    [InlineData("$.trigger.tags[?(@ == 'a')]", "", "login user.mail")]
    [InlineData("$.trigger.input.login", "", "user.mail tags[0]")]
    [InlineData("$.trigger._deliveryId", "", "login user.mail tags[0]")]
    [InlineData("$.trigger", "", "")]
    [InlineData("all of {{$.trigger}}", "", "")]
    [InlineData("$.trigger..mail", "", "")]
    [InlineData("$.triggers.login", "", "login user.mail tags[0]")]
    public void What_is_missing_and_what_is_not_read(string text, string missing, string unread)
    {
        var workflow = System.Text.Json.JsonSerializer.Deserialize<Workflow>(
            """{"id":"w","name":"Leaver","definition":{"start":"Find","steps":{"Find":{"attributes":{"value":"TEXT"}}}}}""".Replace("TEXT", text, StringComparison.Ordinal), System.Text.Json.JsonSerializerOptions.Web)!;

        var use = InputUse.Of(workflow, Input);

        Assert.Equal((missing, unread), (string.Join(' ', use.Missing.Select(read => read.Path)), string.Join(' ', use.Unread)));
    }

    [Fact]
    public void Of_an_input_that_is_not_known_nothing_is_said()
    {
        var use = InputUse.Of(new Workflow { Id = "w" }, []);

        Assert.Empty(use.Missing);
        Assert.Empty(use.Unread);
    }
}

using TriggerBridge.Mapping;

namespace TriggerBridge.Tests.Bridges.Compiling;

public sealed class CheckCompilerTests
{
    [Theory]
    [InlineData("\"schemaMismatch\": \"note\"", "$.schemaMismatch: belongs to $.schema: add one, or leave this out")]
    [InlineData("\"schema\": \"schemas/none.json\"", "$.schema: there is no file schemas/none.json beside the bridge: add it, or correct the name")]
    [InlineData("\"schema\": \"../leaver.json\"", "$.schema: '../leaver.json' leads out of the folder of the bridges: name a file of that folder, with / between folder and file")]
    [InlineData("\"schema\": \"code.js\"", "$.schema: expected a file of schemas/, such as schemas/leaver.json")]
    [InlineData("\"schema\": \"schemas/bad.json\"", "$.type: expected one or more of \"string\", \"number\", \"integer\", \"boolean\", \"object\", \"array\", \"null\"")]
    [InlineData("\"schema\": \"schemas/good.json\", \"schemaMismatch\": \"ignore\"", "$.schemaMismatch: expected one of \"deadLetter\", \"refuse\", \"note\"")]
    public void What_is_wrong_is_an_error_of_the_bridge(string keys, string error)
    {
        using var folder = Folder(keys);
        var found = Assert.Single(Assert.Single(folder.Load("acme").Broken).Errors);
        Assert.StartsWith(error, $"{found.Path}: {found.Problem}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", MismatchHandling.DeadLetter)]
    [InlineData(", \"schemaMismatch\": \"refuse\"", MismatchHandling.Refuse)]
    public void Events_that_do_not_fit_are_dead_letters_unless_the_file_says_otherwise(string more, MismatchHandling handling)
    {
        using var folder = Folder($"\"schema\": \"schemas/good.json\"{more}");
        var check = Assert.Single(folder.Load("acme").All).Check!;
        Assert.Equal(("schemas/good.json", handling), (check.Schema.Name, check.Handling));
    }

    private static BridgeFolder Folder(string keys) => new BridgeFolder()
        .Add("leavers.json", BridgeText.Good.TrimEnd()[..^1] + $", {keys} }}")
        .Add("code.js", "")
        .Add("schemas/good.json", "true")
        .Add("schemas/bad.json", """{"type":"text"}""");
}

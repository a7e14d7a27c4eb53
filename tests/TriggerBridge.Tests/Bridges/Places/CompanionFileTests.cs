using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Tests.Bridges.Places;

public sealed class CompanionFileTests
{
    [Theory]
    [InlineData("leavers.js", "", "leavers.js")]
    [InlineData("./leavers.js", "", "leavers.js")]
    [InlineData("lib/dates.js", "", "lib/dates.js")]
    [InlineData("lib/../leavers.js", "", "leavers.js")]
    [InlineData("schemas/leaver.json", "", "schemas/leaver.json")]
    [InlineData("./texts.js", "lib", "lib/texts.js")]
    [InlineData("../leavers.js", "lib", "leavers.js")]
    [InlineData("../schemas/leaver.json", "lib", "schemas/leaver.json")]
    public void A_name_is_meant_from_a_folder(string written, string folder, string name) => Assert.Equal(name, CompanionFile.Resolve(written, folder, out _));

    [Theory]
    [InlineData("../leavers.js", "")]
    [InlineData("../../leavers.js", "lib")]
    [InlineData("../lib/../../leavers.js", "lib")]
    [InlineData("/etc/leavers.js", "")]
    [InlineData("lib\\dates.js", "")]
    [InlineData("C:/leavers.js", "")]
    [InlineData("https://example.com/leavers.js", "")]
    public void Nothing_leads_out_of_the_folder(string written, string folder)
    {
        Assert.Null(CompanionFile.Resolve(written, folder, out var problem));
        Assert.StartsWith("leads out of the folder of the bridges: ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("leavers.json")]
    [InlineData("leavers.mjs")]
    [InlineData("leavers.d.ts")]
    [InlineData("leavers.JS")]
    [InlineData(".leavers.js")]
    [InlineData("lib/.dates.js")]
    [InlineData(".lib/dates.js")]
    [InlineData("lib/deep/dates.js")]
    [InlineData("samples/leavers.js")]
    [InlineData("content/leavers.js")]
    [InlineData("node_modules/leavers.js")]
    [InlineData("sources/leavers.js")]
    [InlineData("lib/leaver.json")]
    [InlineData("leavers.js\n")]
    [InlineData("l\u00e9avers.js")]
    public void Not_every_file_may_be_used(string written)
    {
        Assert.Null(CompanionFile.Resolve(written, "", out var problem));
        Assert.StartsWith("is no file that a bridge may use: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_an_end()
    {
        Assert.True(CompanionFile.IsName(new string('a', 125) + ".js"));
        Assert.False(CompanionFile.IsName(new string('a', 126) + ".js"));
    }
}

using TriggerBridge.Bridges;

namespace TriggerBridge.Tests.Bridges;

public sealed class BridgeTextsTests
{
    private const string File = "0123456789ab";

    [Fact]
    public void A_bridge_that_uses_no_other_file_has_the_version_of_its_own() => Assert.Equal(File, Of().Version);

    [Fact]
    public void Names_and_texts_of_what_it_uses_count()
    {
        string[] versions =
        [
            Of().Version, Of(("a.js", "1")).Version, Of(("a.js", "2")).Version, Of(("b.js", "1")).Version, Of(("a.js", "")).Version,
            Of(("a.js", "1"), ("b.js", "2")).Version, new BridgeTexts("ba9876543210", Of(("a.js", "1")).Companions).Version,
        ];

        Assert.Equal(versions.Length, versions.Distinct(StringComparer.Ordinal).Count());
        Assert.All(versions, version => Assert.Equal(File.Length, version.Length));
        Assert.Equal(Of(("a.js", "1"), ("b.js", "2")).Version, Of(("b.js", "2"), ("a.js", "1")).Version);
    }

    [Fact]
    public void What_changed_came_or_went_is_noticed()
    {
        var texts = Of(("a.js", "1"), ("b.js", ""));

        Assert.True(texts.AreStill(File, Now(("a.js", "1"), ("other.js", "9"))));
        Assert.False(texts.AreStill("ba9876543210", Now(("a.js", "1"))));
        Assert.False(texts.AreStill(File, Now(("a.js", "2"))));
        Assert.False(texts.AreStill(File, Now()));
        Assert.False(texts.AreStill(File, Now(("a.js", "1"), ("b.js", "1"))));
    }

    private static Func<string, string> Now(params (string Name, string Version)[] files) => name => files.FirstOrDefault(file => file.Name == name).Version ?? "";

    private static BridgeTexts Of(params (string Name, string Version)[] companions) => new(File, companions.ToDictionary(file => file.Name, file => file.Version, StringComparer.Ordinal));
}

using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Tests.Mapping.JsonPath;

public sealed class EventContextTests
{
    [Fact]
    public void Copy_does_not_remember_the_originals_context()
    {
        var path = Assert.IsType<PathParse.Parsed>(PathParser.Parse("$$.delivery.id", PathLanguages.Bridge)).Path;
        var unidentified = Events.Of("{}") with { DeliveryId = null };
        Assert.False(path.TryFind(unidentified, out _));

        var identified = unidentified with { DeliveryId = "d2" };

        Assert.True(path.TryFind(identified, out var id));
        Assert.Equal("d2", id.ToText());
    }
}

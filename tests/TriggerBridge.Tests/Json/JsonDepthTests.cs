using System.Text;
using TriggerBridge.Json;

namespace TriggerBridge.Tests.Json;

public sealed class JsonDepthTests
{
    [Theory]
    [InlineData("1", 0)]
    [InlineData("\"[[[[\"", 0)]
    [InlineData("[]", 1)]
    [InlineData("""{"[{":"\"[{\\","a":[[],[]]}""", 3)]
    [InlineData("""[{"a":[]},[1,[2]]]""", 3)]
    public void Levels_are_counted_outside_of_strings(string json, int depth)
    {
        Assert.False(JsonDepth.Exceeds(Encoding.UTF8.GetBytes(json), depth));
        Assert.Equal(depth > 0, JsonDepth.Exceeds(Encoding.UTF8.GetBytes(json), depth - 1));
    }
}

using System.Text.Json;
using TriggerBridge.Executions;

namespace TriggerBridge.Tests.Executions;

public sealed class CorrelationTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData($$"""{"_deliveryId":"{{Id}}","_attempt":2}""")]
    [InlineData($$"""{"_deliveryId":"{{Id}}","_attempt":"2","login":"octocat"}""")]
    [InlineData("{\"input\":{\"_deliveryId\":\"" + Id + "\",\"_attempt\":2}}")]
    [InlineData("{\"_deliveryId\":17,\"input\":{\"_deliveryId\":\"" + Id + "\",\"_attempt\":2}}")]
    [InlineData("{\"_deliveryId\":\"" + Id + "\",\"_attempt\":2,\"input\":{\"_deliveryId\":\"ffffffffffffffffffffffffffffffff\",\"_attempt\":1}}")]
    public void It_is_found_in_the_input_and_in_a_wrapper(string input)
    {
        Assert.True(Correlation.TryFind(JsonElement.Parse(input), out var found));
        Assert.Equal(new Correlation(Id, 2), found);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData($$"""{"_deliveryId":"{{Id}}"}""")]
    [InlineData("""{"_attempt":1}""")]
    [InlineData("""{"_deliveryId":"short","_attempt":1}""")]
    [InlineData("""{"_deliveryId":"../../../../../../../../../../../","_attempt":1}""")]
    [InlineData($$"""{"_deliveryId":"{{Id}}","_attempt":-1}""")]
    [InlineData($$"""{"_deliveryId":"{{Id}}","_attempt":1.5}""")]
    [InlineData("{\"deeper\":{\"_deliveryId\":\"" + Id + "\",\"_attempt\":1}}")]
    public void Anything_else_is_somebody_elses(string input) => Assert.False(Correlation.TryFind(JsonElement.Parse(input), out _));

    [Fact]
    public void Without_an_input_there_is_none() => Assert.False(Correlation.TryFind(null, out _));
}

using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class FaultRulesTests
{
    [Theory]
    [InlineData("""[{"on":"execute","status":500,"wen":1}]""", "wen")]
    [InlineData("""[{"on":"execute","status":"500"}]""", "status")]
    [InlineData("""[{"on":"execution","status":500}]""", "on")]
    [InlineData("""[{"on":2,"status":500}]""", "on")]
    [InlineData("""[{"status":500}]""", "on")]
    [InlineData("""[{"on":"execute","status":200}]""", "status")]
    [InlineData("""[{"on":"execute","executeThenStatus":700}]""", "executeThenStatus")]
    [InlineData("""[{"on":"execute","drop":true,"times":0}]""", "times")]
    [InlineData("""[{"on":"execute","drop":true,"probability":0}]""", "probability")]
    [InlineData("""[{"on":"execute","drop":true,"probability":1.5}]""", "probability")]
    [InlineData("""[{"on":"execute","drop":true,"retryAfter":5}]""", "retryAfter")]
    [InlineData("""[{"on":"execute","hangSeconds":-1}]""", "hangSeconds")]
    [InlineData("""[{"on":"execute","executeThenHangSeconds":1e300}]""", "executeThenHangSeconds")]
    [InlineData("""[{"on":"execute","finalStatus":"Running"}]""", "finalStatus")]
    [InlineData("""[{"on":"execute","finalStatus":"Exploded"}]""", "finalStatus")]
    [InlineData("""[{"on":"execute","status":500,"drop":true}]""", "status and drop")]
    [InlineData("""[{"on":"execute"}]""", "none")]
    [InlineData("""[{"on":"get","disabled":true}]""", "disabled")]
    [InlineData("""[{"on":"cancel","executeThenDrop":true}]""", "executeThenDrop")]
    [InlineData("""[{"on":"execute","delaySeconds":1}]""", "delaySeconds")]
    [InlineData("""[{"on":"visibility","delaySeconds":-1}]""", "delaySeconds")]
    [InlineData("""[{"on":"visibility","status":500}]""", "status")]
    [InlineData("""[{"on":"token","status":500,"workflowId":"w1"}]""", "workflowId")]
    [InlineData("""[{"on":"callback","status":500,"workflowId":"w1"}]""", "workflowId")]
    [InlineData("""[{"on":"callback","disabled":true}]""", "disabled")]
    [InlineData("""[{"on":"execute","deadlinePassed":true}]""", "deadlinePassed")]
    [InlineData("""[{"on":"execute","drop":true},null]""", "$[1]")]
    [InlineData("""{"on":"execute","drop":true}""", "$")]
    [InlineData("""null""", "array")]
    [InlineData("""[""", "JSON")]
    public async Task Fault_that_is_not_understood_is_refused_with_its_key_named(string faults, string named)
    {
        await using var simulator = await RunningSimulator.StartAsync();

        using var answer = await simulator.PostAsync("/_simulator/faults", faults);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var text = (await RunningSimulator.JsonOf(answer)).GetProperty("messages")[0].GetProperty("text").GetString();
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.Equal(0, (await simulator.GetJsonAsync("/_simulator/faults")).GetArrayLength());
    }
}

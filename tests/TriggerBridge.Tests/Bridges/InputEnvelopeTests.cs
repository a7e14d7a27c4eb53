using System.Text;
using TriggerBridge.Bridges;

namespace TriggerBridge.Tests.Bridges;

public sealed class InputEnvelopeTests
{
    [Theory]
    [InlineData("""{"a":1}""", Envelope.Input, true, """{"input":{"a":1,"_deliveryId":"d1","_attempt":2}}""")]
    [InlineData("{}", Envelope.Input, true, """{"input":{"_deliveryId":"d1","_attempt":2}}""")]
    [InlineData("""{"a":1}""", Envelope.None, true, """{"a":1,"_deliveryId":"d1","_attempt":2}""")]
    [InlineData("""{"a":{}}""", Envelope.Input, false, """{"input":{"a":{}}}""")]
    [InlineData("{}", Envelope.None, false, "{}")]
    public void Body_is_what_the_bridge_asks_for(string input, Envelope envelope, bool correlate, string expected)
    {
        var workflow = new WorkflowTarget { Tenant = "acme", Id = "w1", Credential = "c1", Envelope = envelope, Correlate = correlate };

        var body = InputEnvelope.Write(Encoding.UTF8.GetBytes(input), workflow, "d1", attempt: 2);

        Assert.Equal(expected, Encoding.UTF8.GetString(body.Span));
    }
}

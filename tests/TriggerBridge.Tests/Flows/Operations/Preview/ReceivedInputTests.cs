using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Operations.Preview;

namespace TriggerBridge.Tests.Flows.Operations.Preview;

public sealed class ReceivedInputTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,{"c":null}]}""", """{"b":[1.0,{"c":null}],"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":2}""", "$.a 1 2")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "$.a 1 1")]
    [InlineData("""{"a":{"b c":1}}""", """{"a":{}}""", "$.a['b c'] 1 ")]
    [InlineData("""{"a":{}}""", """{"a":{"b":null}}""", "$.a.b  ")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", "$.a[0] 1 2", "$.a[1] 2 1")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "$.a [1,2] [1]")]
    [InlineData("""{}""", "[]", "$ {} []")]
    public void Differences_are_found_wherever_they_are(string sent, string received, params string[] expected)
    {
        var report = ReceivedInput.Compare(JsonElement.Parse($$"""{"input":{{sent}}}"""), JsonElement.Parse(received), Envelope.Input);

        Assert.Equal(expected, report.Differences.Select(each => $"{each.Path} {each.Sent} {each.Received}"));
        Assert.Equal(expected.Length == 0 ? WorkflowTestVerdict.Same : WorkflowTestVerdict.Different, report.Verdict);
    }

    [Fact]
    public void There_is_an_end_to_what_is_told()
    {
        var sent = "[" + string.Join(',', Enumerable.Repeat("1", 1_000)) + "]";
        var received = sent.Replace('1', '2');

        var report = ReceivedInput.Compare(JsonElement.Parse(sent), JsonElement.Parse(received), Envelope.None);

        Assert.Equal(50, report.Differences.Count);
    }
}

using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Json;

namespace TriggerBridge.Tests.Simulator;

public sealed class JsonPatchTests
{
    private const string Document = """{"name":"a","list":[1,2,3],"o":{"x~y/z":1}}""";

    [Theory]
    [InlineData("""[{"op":"replace","path":"/name","value":{"deep":[1]}}]""", """{"name":{"deep":[1]},"list":[1,2,3],"o":{"x~y/z":1}}""")]
    [InlineData("""[{"op":"add","path":"/name","value":null}]""", """{"name":null,"list":[1,2,3],"o":{"x~y/z":1}}""")]
    [InlineData("""[{"op":"add","path":"/list/-","value":4},{"op":"add","path":"/list/0","value":0}]""", """{"name":"a","list":[0,1,2,3,4],"o":{"x~y/z":1}}""")]
    [InlineData("""[{"op":"remove","path":"/list/0"}]""", """{"name":"a","list":[2,3],"o":{"x~y/z":1}}""")]
    [InlineData("""[{"op":"move","from":"/name","path":"/o/name"}]""", """{"list":[1,2,3],"o":{"x~y/z":1,"name":"a"}}""")]
    [InlineData("""[{"op":"copy","from":"/o","path":"/copy"}]""", """{"name":"a","list":[1,2,3],"o":{"x~y/z":1},"copy":{"x~y/z":1}}""")]
    [InlineData("""[{"op":"test","path":"/o","value":{"x~y/z":1}},{"op":"replace","path":"/o/x~0y~1z","value":2}]""", """{"name":"a","list":[1,2,3],"o":{"x~y/z":2}}""")]
    public void Operations_are_applied_to_a_copy(string operations, string expected)
    {
        var document = JsonNode.Parse(Document)!.AsObject();

        var patched = JsonPatch.Apply(document, JsonNode.Parse(operations)!.AsArray());

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), patched), patched?.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Document), document));
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/name","value":"b"}]""")]
    [InlineData("""[{"op":"replace","path":"/missing","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"/name"}]""")]
    [InlineData("""[{"op":"remove","path":"/list/7"}]""")]
    [InlineData("""[{"op":"add","path":"/list/7","value":1}]""")]
    [InlineData("""[{"op":"move","path":"/name"}]""")]
    [InlineData("""[{"op":"move","from":"/missing","path":"/name"}]""")]
    [InlineData("""[{"op":"destroy","path":"/name"}]""")]
    [InlineData("""[{"op":"replace","path":"","value":{}}]""")]
    [InlineData("""[{"op":"replace","path":"name","value":1}]""")]
    [InlineData("""[{"path":"/name","value":1}]""")]
    [InlineData("[1]")]
    public void One_operation_that_is_none_or_does_not_fit_refuses_all(string wrong)
    {
        var operations = JsonNode.Parse(wrong)!.AsArray();
        operations.Insert(0, JsonNode.Parse("""{"op":"add","path":"/first","value":1}"""));

        Assert.Null(JsonPatch.Apply(JsonNode.Parse(Document)!.AsObject(), operations));
    }
}

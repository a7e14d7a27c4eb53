using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Bridges.Compiling;

namespace TriggerBridge.Tests.Bridges.Compiling;

public sealed class RespondCompilerTests
{
    private const string Asking = "idn:access-request-dynamic-approver, idn:access-request-pre-approval";

    private const string Good =
        """
        {
          "webhook": { "scheme": "sailpoint", "secret": "isc-events" },
          "input": { "request.$": "$.accessRequestId" },
          "workflow": { "tenant": "acme", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "isc-record" },
          "respond": {
            "trigger": "idn:access-request-pre-approval",
            "mode": "sync",
            "output": { "approved": true, "comment": "{{$.requestedBy.name}} may", "approver": "TriggerBridge" }
          }
        }
        """;

    [Fact]
    public void A_rule_is_compiled_with_its_defaults()
    {
        Assert.True(BridgeLoader.LoadText("approval", Encoding.UTF8.GetBytes(Good), tenants: null).TryFind("approval", out var bridge));
        Assert.Equal(TimeSpan.FromSeconds(8), bridge.Respond!.Within);
        Assert.False(bridge.Respond.NeedsExecution);
    }

    [Theory]
    [InlineData("respond.trigger", "\"idn:access-request-pre-aproval\"", "$.respond.trigger: 'idn:access-request-pre-aproval' is not a trigger that waits for an answer; did you mean 'idn:access-request-pre-approval'?")]
    [InlineData("respond.trigger", "\"idn:identity-created\"", "$.respond.trigger: idn:identity-created waits for no answer: leave $.respond out; those that do are " + Asking)]
    [InlineData("respond.mode", "\"later\"", "$.respond.mode: expected one of \"sync\", found \"later\"")]
    [InlineData("respond.within", "\"00:00:10\"", "$.respond.within: expected more than 00:00:00 and at most 00:00:09: ISC waits for ten seconds")]
    [InlineData("respond.output.approved", "\"yes\"", "$.respond.output.approved: must be boolean")]
    [InlineData("respond.output.approved", "\"{{$.yes}}\"", "$.respond.output.approved: must be boolean, and is a text")]
    [InlineData("respond.output.comment", "5", "$.respond.output.comment: must be string")]
    [InlineData("respond.output.approver", null, "$.respond.output.approver: is missing: the trigger's answer needs it")]
    [InlineData("respond.output.aprover", "\"x\"", "$.respond.output.aprover: 'aprover' is not in the trigger's answer, which has approved, comment, approver")]
    [InlineData("respond.otherwise", """{"approved":false,"comment":"","approver.$?":"$.a"}""", "$.respond.otherwise['approver.$?']: may be left out, but the trigger needs 'approver': end the key in .$")]
    [InlineData("respond.otherwise", """{"approved":false,"comment":"","approver.$":"$$.execution.status"}""", "$.respond.otherwise['approver.$']: position 1: expected $$.headers['name'], $$.query['name'], $$.delivery.id, $$.delivery.receivedAt, $$.event.type, $$.bridge.name")]
    [InlineData("respond.output.comment", "\"{{$$.execution.status}}\"", "$.respond.otherwise: is missing: say what is answered where the workflow has not ended in time, and to events that start nothing")]
    [InlineData("filter", "\"$.requestedBy\"", "$.respond.otherwise: is missing: say what is answered where the workflow has not ended in time, and to events that start nothing")]
    [InlineData("webhook.scheme", "\"github\"", "$.respond: belongs to a webhook with the scheme sailpoint: other senders wait for no answer")]
    [InlineData("input.status", "\"{{$$.execution.status}}\"", "$.input.status: position 3: expected $$.headers['name'], $$.query['name'], $$.delivery.id, $$.delivery.receivedAt, $$.event.type, $$.bridge.name")]
    public void What_would_be_a_wrong_answer_is_found_with_its_place(string path, string? json, string expected) =>
        Assert.Equal([expected], BridgeFolder.ErrorsOf(With(path, json)));

    [Fact]
    public void Null_is_an_answer_where_the_trigger_takes_it()
    {
        Assert.Equal(["$.respond.otherwise: must be object"], BridgeFolder.ErrorsOf(With("respond.otherwise", "null")));
        var approver = BridgeText.With("respond.output", """{"id":"i","name":"n","type":"IDENTITY"}""", With("respond.trigger", "\"idn:access-request-dynamic-approver\""));
        Assert.Empty(BridgeLoader.LoadText("approval", Encoding.UTF8.GetBytes(BridgeText.With("respond.otherwise", "null", approver)), tenants: null).Broken);
    }

    [Fact]
    public void What_was_answered_stays_on_record()
    {
        var text = JsonNode.Parse(With("filter", "\"$.requestedBy\""))!.AsObject();
        text["keepFiltered"] = false;
        text["respond"]!["otherwise"] = JsonNode.Parse("""{"approved":false,"comment":"","approver":""}""");
        Assert.Equal(["$.keepFiltered: must not be false here: what was answered stays on record"], BridgeFolder.ErrorsOf(text.ToJsonString()));
    }

    private static string With(string path, string? json) => BridgeText.With(path, json, Good);
}

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
    [InlineData("respond.mode", "\"later\"", "$.respond.mode: expected one of \"sync\", \"async\", \"dynamic\", found \"later\"")]
    [InlineData("respond.within", "\"00:00:10\"", "$.respond.within: expected more than 00:00:00 and at most 00:00:09: ISC waits for ten seconds")]
    [InlineData("respond.responseDeadline", "\"00:30:00\"", "$.respond.responseDeadline: does not go with sync: ISC waits for ten seconds, and within says how long the answer may take")]
    [InlineData("respond.output.approved", "\"yes\"", "$.respond.output.approved: must be boolean")]
    [InlineData("respond.output.approved", "\"{{$.yes}}\"", "$.respond.output.approved: must be boolean, and is a text")]
    [InlineData("respond.output.comment", "5", "$.respond.output.comment: must be string")]
    [InlineData("respond.output.approver", null, "$.respond.output.approver: is missing: the trigger's answer needs it")]
    [InlineData("respond.output.aprover", "\"x\"", "$.respond.output.aprover: 'aprover' is not in the trigger's answer, which has approved, comment, approver")]
    [InlineData("respond.otherwise", """{"approved":false,"comment":"","approver.$?":"$.a"}""", "$.respond.otherwise['approver.$?']: may be left out, but the trigger needs 'approver': end the key in .$")]
    [InlineData("respond.otherwise", """{"approved":false,"comment":"","approver.$":"$$.execution.status"}""", "$.respond.otherwise['approver.$']: position 1: expected $$.headers['name'], $$.query['name'], $$.envelope, $$.delivery.id, $$.delivery.receivedAt, $$.event.type, $$.bridge.name")]
    [InlineData("respond.output.comment", "\"{{$$.execution.status}}\"", "$.respond.otherwise: is missing: say what is answered where the workflow has not ended in time, and to events that start nothing")]
    [InlineData("filter", "\"$.requestedBy\"", "$.respond.otherwise: is missing: say what is answered where the workflow has not ended in time, and to events that start nothing")]
    [InlineData("webhook.scheme", "\"github\"", "$.respond: belongs to a webhook with the scheme sailpoint: other senders wait for no answer")]
    [InlineData("input.status", "\"{{$$.execution.status}}\"", "$.input.status: position 3: expected $$.headers['name'], $$.query['name'], $$.envelope, $$.delivery.id, $$.delivery.receivedAt, $$.event.type, $$.bridge.name")]
    public void What_would_be_a_wrong_answer_is_found_with_its_place(string path, string? json, string expected) =>
        Assert.Equal([expected], BridgeFolder.ErrorsOf(With(path, json)));

    [Theory]
    [InlineData("within", "\"00:00:05\"", "$.respond.within: does not go with async: ISC's request is answered at once, and responseDeadline says how long it waits for the callback")]
    [InlineData("responseDeadline", "\"00:00:30\"", "$.respond.responseDeadline: expected 00:01:00 to 30.00:00:00")]
    [InlineData("responseDeadline", "\"31.00:00:00\"", "$.respond.responseDeadline: expected 00:01:00 to 30.00:00:00")]
    public void What_does_not_go_with_an_answer_that_comes_later_is_found(string key, string json, string expected) =>
        Assert.Equal([expected], BridgeFolder.ErrorsOf(BridgeText.With("respond." + key, json, With("respond.mode", "\"async\""))));

    [Fact]
    public void An_answer_may_say_what_a_step_gave_and_needs_the_key_to_keep_secrets_with_if_it_comes_later()
    {
        var text = BridgeText.With("respond.output.comment", "\"{{$$.execution.steps['Get Manager'].name}}\"", With("respond.otherwise", """{"approved":false,"comment":"","approver":""}"""));

        Assert.True(BridgeLoader.LoadText("approval", Encoding.UTF8.GetBytes(text), tenants: null).TryFind("approval", out var sync));
        Assert.True(BridgeLoader.LoadText("approval", Encoding.UTF8.GetBytes(BridgeText.With("respond.mode", "\"async\"", text)), tenants: null).TryFind("approval", out var later));

        Assert.True(sync.Respond is { NeedsHistory: true, MayAnswerLater: false });
        Assert.DoesNotContain("triggerbridge-data-key", sync.SecretNames);
        Assert.Contains("triggerbridge-data-key", later.SecretNames);
        Assert.Equal(TimeSpan.FromHours(1), later.Respond!.ResponseDeadline);
    }

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

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Tracking;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>Events of ISC that wait for an answer.</summary>
public sealed class QuestionTests
{
    private const string Webhook = """{ "scheme": "sailpoint", "secret": "hook" }""";

    private const string Otherwise = """ "otherwise": { "approved": false, "comment": "Ask a person", "approver": "TriggerBridge" } """;

    private const string Rule = $$$"""
        "respond": {
          "trigger": "idn:access-request-pre-approval", "mode": "sync",
          "output": { "approved": true, "comment": "{{$.requestedBy.name}} may", "approver": "TriggerBridge" },
          {{{Otherwise}}}
        },
        """;

    private const string ByResult = $$$"""
        "respond": {
          "trigger": "idn:access-request-pre-approval", "mode": "sync", "within": "00:00:05",
          "output": { "approved": true, "comment": "{{$$.execution.status}}: {{default($$.execution.error, 'no error')}}", "approver": "TriggerBridge" },
          {{{Otherwise}}}
        },
        """;

    [Fact]
    public async Task A_rule_answers_at_once_and_a_repeat_hears_the_same()
    {
        await using var app = await StartAsync(Rule);

        var first = await AskAsync(app);
        var again = await AskAsync(app);

        Assert.Equal((HttpStatusCode.OK, """{"approved":true,"comment":"Ada may","approver":"TriggerBridge"}"""), first);
        Assert.Equal(first, again);
        Assert.Equal(1, app.Simulator.Executes);
        var answer = (await app.OnlyDeliveryAsync()).GetProperty("answer");
        Assert.Equal(first.Body, answer.GetProperty("output").GetRawText());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("insteadFor").ValueKind);
    }

    [Theory]
    [InlineData("Completed", "Completed: no error")]
    [InlineData("Failed", "Failed: Simulated failure of the step")]
    public async Task What_the_workflow_comes_to_in_time_is_answered(string status, string comment)
    {
        await using var app = await StartAsync(ByResult, completeAfter: "00:00:02");
        await app.Simulator.FaultAsync($$"""[{"on":"execute","finalStatus":"{{status}}"}]""");

        var answer = await AskAsync(app);

        Assert.Equal((HttpStatusCode.OK, $$"""{"approved":true,"comment":"{{comment}}","approver":"TriggerBridge"}"""), answer);
        Assert.Equal(answer.Body, (await app.OnlyDeliveryAsync()).GetProperty("answer").GetProperty("output").GetRawText());
    }

    [Fact]
    public async Task Many_that_wait_for_one_workflow_ask_ISC_together()
    {
        await using var app = await StartAsync(ByResult, completeAfter: "00:00:02");

        var answers = await AnswersAsync(app, [.. Enumerable.Range(1, 40).Select(i => PostAsync(app, question => question["_metadata"]!["invocationId"] = $"i-{i}"))]);

        Assert.All(answers, answer => Assert.Contains("Completed: no error", answer.Body, StringComparison.Ordinal));
        Assert.Equal(40, app.Simulator.Executes);
        // The histories are one each, for the error that may be in them.
        Assert.InRange(app.Simulator.Lists, 2, 40);
        Assert.InRange(app.Simulator.Gets, 0, 10);
    }

    [Fact]
    public async Task What_takes_too_long_is_answered_otherwise_before_ISC_gives_up_and_followed_to_its_end()
    {
        await using var app = await StartAsync(ByResult, completeAfter: "00:00:30");
        var asked = app.Time.GetUtcNow();

        var answer = await AskAsync(app);

        Assert.InRange(app.Time.GetUtcNow() - asked, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        Assert.Equal((HttpStatusCode.OK, """{"approved":false,"comment":"Ask a person","approver":"TriggerBridge"}"""), answer);
        await app.TickAsync(TrackingApp.Minute);
        var delivery = await app.OnlyDeliveryAsync();
        Assert.Equal("Completed", delivery.GetProperty("status").GetString());
        Assert.Equal("The workflow had not ended in time.", delivery.GetProperty("answer").GetProperty("insteadFor").GetString());
    }

    [Fact]
    public async Task A_rule_does_not_wait_for_a_slow_ISC()
    {
        await using var app = await StartAsync(Rule.Replace("\"sync\",", "\"sync\", \"within\": \"00:00:02\",", StringComparison.Ordinal) + "\"dispatchBudget\": \"00:00:20\",");
        await app.Simulator.FaultAsync("""[{"on":"execute","hangSeconds":25}]""");
        var asked = app.Time.GetUtcNow();

        var answer = await AskAsync(app);

        Assert.Contains("Ada may", answer.Body, StringComparison.Ordinal);
        Assert.InRange(app.Time.GetUtcNow() - asked, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task What_does_not_start_is_answered_otherwise()
    {
        await using var app = await StartAsync(ByResult);
        await app.Simulator.FaultAsync("""[{"on":"execute","status":500}]""");

        Assert.Contains("Ask a person", (await AskAsync(app)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filtered_event_is_answered_otherwise_and_starts_nothing()
    {
        await using var app = await StartAsync(Rule + """ "filter": "$.requestedBy.name == 'Ben'", """);

        Assert.Contains("Ask a person", (await AskAsync(app)).Body, StringComparison.Ordinal);

        Assert.Equal(0, app.Simulator.Executes);
        var delivery = await app.OnlyDeliveryAsync();
        Assert.Equal("Filtered", delivery.GetProperty("status").GetString());
        Assert.Equal("The event starts no workflow.", delivery.GetProperty("answer").GetProperty("insteadFor").GetString());
    }

    [Fact]
    public async Task Null_is_answered_where_nobody_else_has_to_approve()
    {
        await using var app = await StartAsync("""
            "filter": "$.requestedBy.name == 'Ben'",
            "respond": {
              "trigger": "idn:access-request-dynamic-approver", "mode": "sync",
              "output": { "id.$": "$.requestedBy.id", "name.$": "$.requestedBy.name", "type": "IDENTITY" }, "otherwise": null
            },
            """);

        Assert.Equal((HttpStatusCode.OK, "null"), await AskAsync(app, question => question["_metadata"]!["triggerId"] = "idn:access-request-dynamic-approver"));
    }

    [Theory]
    [InlineData(null, "$._metadata.triggerId is missing")]
    [InlineData("idn:access-request-dynamic-approver", "this bridge answers idn:access-request-pre-approval")]
    public async Task An_event_of_another_kind_is_refused_and_not_recorded(string? trigger, string problem)
    {
        await using var app = await StartAsync(Rule);

        var (status, body) = await AskAsync(app, question =>
        {
            if (trigger is null)
                question.Remove("_metadata");
            else
                question["_metadata"]!["triggerId"] = trigger;
        });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(problem, body, StringComparison.Ordinal);
        Assert.Empty(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_not_given_and_the_event_is_a_dead_letter()
    {
        await using var app = await StartAsync("""
            "respond": {
              "trigger": "idn:access-request-pre-approval", "mode": "sync",
              "output": { "approved": true, "comment.$": "$.requestedBy", "approver": "TriggerBridge" }
            },
            """);

        var (status, body) = await AskAsync(app);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        const string reason = "$.respond.output makes an answer that does not fit idn:access-request-pre-approval: $.comment must be string.";
        Assert.Contains(reason, JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var delivery = await app.OnlyDeliveryAsync();
        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Equal(reason, delivery.GetProperty("reason").GetString());
        Assert.Equal(0, app.Simulator.Executes);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_answered()
    {
        await using var app = await StartAsync(ByResult, completeAfter: "00:00:01");
        app.Tables.Before = operation => operation.Actions.Any(action => action.Entity is Azure.Data.Tables.TableEntity row && row.ContainsKey("Answer"))
            ? throw new AggregateException("no answer in time")
            : Task.CompletedTask;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(app)).Status);
    }

    private static Task<TestApp> StartAsync(string more, string completeAfter = "00:10:00") =>
        TestApp.StartWithSimulatorAsync(more, completeAfter, webhook: Webhook);

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(TestApp app, Action<JsonObject>? adjust = null) =>
        Assert.Single(await AnswersAsync(app, [PostAsync(app, adjust)]));

    // They wait on the test's clock.
    private static async Task<(HttpStatusCode Status, string Body)[]> AnswersAsync(TestApp app, Task<(HttpStatusCode Status, string Body)>[] asked)
    {
        var answers = Task.WhenAll(asked);
        await app.AwaitOnClockAsync(answers);
        return await answers;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(TestApp app, Action<JsonObject>? adjust)
    {
        var question = JsonNode.Parse("""
            {
              "_metadata": { "triggerId": "idn:access-request-pre-approval", "triggerType": "requestResponse", "responseMode": "sync", "invocationId": "i-1" },
              "accessRequestId": "r-1", "requestedFor": [], "requestedItems": [], "requestedBy": { "type": "IDENTITY", "id": "1", "name": "Ada" }
            }
            """)!.AsObject();
        adjust?.Invoke(question);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/hooks/{TestApp.Bridge}") { Content = new StringContent(question.ToJsonString()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Authorization", $"Bearer {TestApp.Secret}");
        using var answer = await app.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

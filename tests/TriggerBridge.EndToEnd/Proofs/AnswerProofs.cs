using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>ISC asks, real processes answer.</summary>
public sealed class AnswerProofs(ITestOutputHelper output)
{
    private const string Bridge = "approver";
    private const string Trigger = "idn:access-request-dynamic-approver";
    private const int AtOnce = 8;

    private const string Misbehaviour = """
        [
          {"on":"callback","status":429,"retryAfter":1,"probability":0.1},
          {"on":"callback","status":500,"probability":0.05},
          {"on":"callback","executeThenStatus":504,"probability":0.05},
          {"on":"callback","executeThenDrop":true,"probability":0.1},
          {"on":"callback","executeThenHangSeconds":3,"probability":0.1}
        ]
        """;

    [Theory]
    [InlineData("sync", "00:00:01", 200)]
    [InlineData("async", "00:00:03", 200)]
    [InlineData("dynamic", "00:00:01", 200)]
    [InlineData("dynamic", "00:00:20", 202)]
    public async Task A_question_is_answered_with_what_the_workflow_came_to(string mode, string completeAfter, int status)
    {
        await using var system = await StartAsync(mode, completeAfter);

        // ISC waits for ten seconds: on a busy machine the first questions may come too early for that.
        await Wait.UntilAsync(() => AskAsync(system), asked => IsAnswered(asked, status) && !IsOtherwise(asked));
        var answered = (await Wait.UntilAsync(system.Tenant.InvocationsAsync, all => StatusOf(all[^1]) != "Waiting"))[^1];

        Assert.Equal("Completed", StatusOf(answered));
        Assert.Equal("Completed", answered.GetProperty("output").GetProperty("name").GetString());
        Assert.Equal(mode == "async" || status == 202 ? 1 : 0, answered.GetProperty("callbacks").GetArrayLength());
    }

    [Fact]
    public async Task Killed_at_random_two_instances_answer_every_question_once()
    {
        const int questions = 60;
        await using var system = await StartAsync("async", "00:00:02");
        await system.Tenant.FailAsync(Misbehaviour);

        // ISC asks once, so the one that is asked lives for that long; both answer.
        var asking = Parallel.ForAsync(0, questions, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) => await system.Tenant.EmitAsync(Trigger));
        for (var kills = 0; kills < 3; kills++)
        {
            await using var second = await system.StartAnotherAsync();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        }

        await asking;
        await system.KillAndRestartAsync();
        await using var other = await system.StartAnotherAsync();
        await Wait.UntilAsync(system.Tenant.InvocationsAsync, all => all.All(each => StatusOf(each) != "Waiting"));
        var deliveries = await Wait.UntilAsync(() => DeliveriesAsync(system), all => all.All(each => each.GetProperty("callback").GetProperty("endedAt").ValueKind != JsonValueKind.Null));

        // What is not answered within ten seconds ISC gives up: on a busy machine that may be some.
        var invocations = (await system.Tenant.InvocationsAsync()).Where(each => IsAnswered(each, 200)).ToList();
        var sent = deliveries.Where(each => each.GetProperty("callback").GetProperty("status").GetString() == "Sent").ToList();
        output.WriteLine($"{invocations.Count} of {questions} questions; calls: {invocations.Sum(each => each.GetProperty("callbacks").GetArrayLength())}, tries on record: {sent.Sum(each => each.GetProperty("callback").GetProperty("attempts").GetInt32())}");
        Assert.InRange(invocations.Count, questions / 2, questions);
        Assert.All(invocations, invocation =>
        {
            Assert.Equal("Completed", StatusOf(invocation));
            Assert.Single(invocation.GetProperty("callbacks").EnumerateArray(), callback => callback.GetProperty("refused").ValueKind == JsonValueKind.Null);
        });
        Assert.Equal(
            invocations.Select(each => each.GetProperty("output").GetRawText()).Order(StringComparer.Ordinal),
            sent.Select(each => each.GetProperty("answer").GetProperty("output").GetRawText()).Order(StringComparer.Ordinal));
    }

    private static async Task<JsonElement> AskAsync(LocalSystem system)
    {
        await system.Tenant.EmitAsync(Trigger);
        return (await system.Tenant.InvocationsAsync())[^1];
    }

    private static bool IsAnswered(JsonElement invocation, int status) =>
        invocation.GetProperty("answer") is { ValueKind: JsonValueKind.Object } answer && answer.GetProperty("status").GetInt32() == status;

    private static bool IsOtherwise(JsonElement invocation) =>
        invocation.GetProperty("output") is { ValueKind: JsonValueKind.Object } output && output.GetProperty("name").GetString() == "Governance";

    private static async Task<LocalSystem> StartAsync(string mode, string completeAfter)
    {
        var folder = new BridgeFolder();
        folder.WriteBridge(Bridge, $$$"""
            {
              "webhook": { "scheme": "sailpoint", "secret": "github-webhook-secret" },
              "retry": { "first": "00:00:01", "max": "00:00:05" },
              "input": { "request.$": "$.accessRequestId" },
              "workflow": { "tenant": "acme", "id": "{{{BridgeFolder.WorkflowId}}}", "credential": "isc-member-removed" },
              "respond": {
                "trigger": "{{{Trigger}}}", "mode": "{{{mode}}}",
                "output": { "id.$": "$$.execution.id", "name": "{{$$.execution.status}}", "type": "IDENTITY" },
                "otherwise": { "id": "1", "name": "Governance", "type": "GOVERNANCE_GROUP" }
              }
            }
            """);
        var system = await LocalSystem.StartAsync(settings: ShortTimes.Settings, folder: folder, completeAfter: completeAfter);
        await system.Tenant.SubscribeAsync(Trigger, mode.ToUpperInvariant(), new Uri(system.App.Url, $"/api/hooks/{Bridge}"), folder.WebhookSecret);
        return system;
    }

    private static async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(LocalSystem system)
    {
        var all = new List<JsonElement>();
        foreach (var delivery in await system.App.DeliveriesAsync())
        {
            using var answer = await system.App.GetAsync($"/api/deliveries/{Bridge}/{delivery.GetProperty("deliveryId").GetString()}");
            all.Add(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>());
        }

        return all;
    }

    private static string? StatusOf(JsonElement invocation) => invocation.GetProperty("status").GetString();
}

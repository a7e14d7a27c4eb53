using System.Net;
using System.Text.Json;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using static TriggerBridge.Tests.Simulation.ContractTenant;

namespace TriggerBridge.Tests.Simulation;

/// <summary>
/// What the product relies on in ISC: held against the local simulator, over HTTP, and against the simulation's tenant while nothing goes wrong,
/// so that neither drifts from the other.
/// </summary>
public abstract class TenantContract
{
    private protected abstract Task<ContractTenant> StartTenantAsync(bool showsLate = false);

    [Fact]
    public async Task Token_works_until_it_expires()
    {
        await using var tenant = await StartTenantAsync();
        var answer = await tenant.AskForTokenAsync(Starter);
        Assert.Equal((HttpStatusCode.OK, "bearer"), (answer.Status, answer.Body.GetProperty("token_type").GetString()));
        var token = answer.Body.GetProperty("access_token").GetString();

        tenant.Advance(TimeSpan.FromSeconds(answer.Body.GetProperty("expires_in").GetInt32() - 1));
        var before = await tenant.ExecuteAsync(Input("before"), token);
        tenant.Advance(TimeSpan.FromSeconds(1));
        var after = await tenant.ExecuteAsync(Input("after"), token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.Status, after.Status));
        tenant.AwaitShown();
        Assert.Equal([before.Body.GetProperty("workflowExecutionId").GetString()!], await tenant.ListIdsAsync());
    }

    [Fact]
    public async Task Token_comes_for_no_other_grant()
    {
        await using var tenant = await StartTenantAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await tenant.AskForTokenAsync(Starter, grant: "password")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("invented")]
    public async Task Execute_without_a_known_token_is_unauthorized_and_starts_nothing(string? token)
    {
        await using var tenant = await StartTenantAsync();

        var answer = await tenant.ExecuteAsync(Input("d1"), token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.NotEmpty(answer.Body.GetProperty("error").GetString()!);
        tenant.AwaitShown();
        Assert.Empty(await tenant.ListAsync());
    }

    [Fact]
    public async Task Client_of_a_workflow_may_not_read_and_that_for_reading_may_not_execute()
    {
        await using var tenant = await StartTenantAsync();
        var id = await tenant.StartShownAsync();

        var executed = await tenant.ExecuteAsync(Input("d2"), await tenant.TokenAsync(Reader));
        var read = await tenant.SendAsync(HttpMethod.Get, $"/v2026/workflow-executions/{id}", content: null, await tenant.TokenAsync(Starter));

        AssertError(HttpStatusCode.Forbidden, executed);
        AssertError(HttpStatusCode.Forbidden, read);
        tenant.AwaitShown();
        Assert.Equal([id], await tenant.ListIdsAsync());
    }

    [Fact]
    public async Task Execute_starts_one_execution_with_its_input()
    {
        await using var tenant = await StartTenantAsync();

        var answer = await tenant.ExecuteAsync(Input("d1"), await tenant.TokenAsync(Starter));

        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Body.GetProperty("message").GetString()));
        var id = answer.Body.GetProperty("workflowExecutionId").GetString()!;
        tenant.AwaitShown();
        Assert.Equal([id], await tenant.ListIdsAsync());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Input("d1")), InputIn(EventsOf(await tenant.ReadAsync(id, "/history")))));
    }

    [Fact]
    public async Task Execution_is_queued_then_running_then_closed_for_good()
    {
        await using var tenant = await StartTenantAsync();
        var id = await tenant.StartShownAsync();
        var shown = await tenant.ShowAsync(id);
        Assert.Equal((id, ContractTenant.Workflow), (IdOf(shown), shown.GetProperty("workflowId").GetString()));

        var statuses = new List<string>();
        for (; ExecutionJson.Read(shown)!.CloseTime is null; shown = await tenant.ShowAsync(id))
        {
            if (statuses.LastOrDefault() != StatusOf(shown))
                statuses.Add(StatusOf(shown));
            Assert.False(ExecutionStatus.IsFinal(StatusOf(shown)));
            tenant.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([ExecutionStatus.Queued, ExecutionStatus.Running], statuses);
        Assert.True(ExecutionStatus.IsFinal(StatusOf(shown)));
        Assert.True(ExecutionJson.Read(shown)!.CloseTime > StartOf(shown));
        tenant.Advance(TimeSpan.FromHours(1));
        Assert.True(JsonElement.DeepEquals(shown, await tenant.ShowAsync(id)));
    }

    [Fact]
    public async Task Unknown_execution_is_not_found()
    {
        await using var tenant = await StartTenantAsync();

        foreach (var part in (string[])["", "/history", "/history-v2"])
            AssertError(HttpStatusCode.NotFound, await tenant.ReadAsync("unknown", part));
        AssertError(HttpStatusCode.NotFound, await tenant.CancelAsync("unknown"));
    }

    [Fact]
    public async Task List_is_of_that_workflow_newest_first_and_shows_what_a_read_shows()
    {
        await using var tenant = await StartTenantAsync();
        var ids = new List<string>();
        for (var n = 0; n < 5; n++)
        {
            ids.Insert(0, await tenant.StartAsync());
            await tenant.StartAsync("workflow-retry");
            tenant.Advance(TimeSpan.FromSeconds(1));
        }

        tenant.AwaitShown();

        var list = await tenant.ListAsync();
        Assert.Equal(ids, list.Select(IdOf));
        foreach (var each in list)
            Assert.True(JsonElement.DeepEquals(await tenant.ShowAsync(IdOf(each)), each));
    }

    [Fact]
    public async Task List_includes_both_ends_of_its_window()
    {
        await using var tenant = await StartTenantAsync();
        var ids = new string[3];
        for (var n = 0; n < 3; n++)
        {
            ids[n] = await tenant.StartAsync();
            tenant.Advance(TimeSpan.FromMilliseconds(500));
        }

        tenant.AwaitShown();
        var second = StartOf(await tenant.ShowAsync(ids[1]));

        Assert.Equal([ids[1]], await tenant.ListIdsAsync(Query(second, second)));
        Assert.Equal([ids[2], ids[1]], await tenant.ListIdsAsync(Query(from: second)));
        Assert.Equal([ids[1], ids[0]], await tenant.ListIdsAsync(Query(to: second)));
        Assert.Equal([ids[2]], await tenant.ListIdsAsync(Query(from: second.AddMilliseconds(1))));
        Assert.Equal([ids[0]], await tenant.ListIdsAsync(Query(to: second.AddMilliseconds(-1))));
    }

    [Fact]
    public async Task List_is_filtered_by_the_status_of_that_moment()
    {
        await using var tenant = await StartTenantAsync();
        var canceled = await tenant.StartShownAsync();
        await tenant.CancelAsync(canceled);
        await tenant.StartAsync();
        tenant.AwaitEnd();
        for (var n = 0; n < 12; n++)
        {
            await tenant.StartAsync();
            tenant.Advance(TimeSpan.FromMinutes(2));
        }

        var all = await tenant.ListAsync();
        Assert.True(all.Select(StatusOf).Distinct(StringComparer.Ordinal).Count() >= 4);
        foreach (var status in ExecutionStatus.KnownOpen.Append(ExecutionStatus.Completed).Append(ExecutionStatus.Failed).Append(ExecutionStatus.Canceled))
            Assert.Equal(all.Where(each => StatusOf(each) == status).Select(IdOf), await tenant.ListIdsAsync(Query(status: status)));
    }

    [Fact]
    public async Task Pages_up_to_the_empty_one_have_each_execution_once()
    {
        await using var tenant = await StartTenantAsync();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var n = 0; n < 45; n++)
        {
            ids.Add(await tenant.StartAsync());
            // Some start at the same time.
            tenant.Advance(TimeSpan.FromSeconds(n % 3));
        }

        tenant.AwaitShown();
        var paged = new List<string>();
        while (await tenant.PageAsync(Query(), limit: 7, offset: paged.Count) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 7);
            paged.AddRange(page.Select(IdOf));
        }

        Assert.Equal(45, ids.Count);
        Assert.Equal(45, paged.Count);
        Assert.Equal(ids, paged.ToHashSet(StringComparer.Ordinal));
        Assert.Empty(await tenant.PageAsync(Query(), limit: 7, offset: 46));
    }

    [Fact]
    public async Task History_begins_with_the_input_and_ends_with_the_end()
    {
        await using var tenant = await StartTenantAsync();
        var ids = new List<string>();
        for (var n = 0; n < 12; n++)
            ids.Add(await tenant.StartShownAsync());

        foreach (var open in EventsOfBoth(await tenant.ReadAsync(ids[^1], "/history"), await tenant.ReadAsync(ids[^1], "/history-v2")))
            AssertTypes(["WorkflowExecutionStarted"], open);
        tenant.AwaitEnd();

        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var status = StatusOf(await tenant.ShowAsync(id));
            ends.Add(status);
            foreach (var closed in EventsOfBoth(await tenant.ReadAsync(id, "/history"), await tenant.ReadAsync(id, "/history-v2")))
            {
                Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Input("d1")), InputIn(closed)));
                string[] step = status switch
                {
                    ExecutionStatus.Failed => ["ActivityTaskFailed"],
                    ExecutionStatus.Completed => ["ActivityTaskCompleted"],
                    _ => [],
                };
                AssertTypes(["WorkflowExecutionStarted", .. step, $"WorkflowExecution{status}"], closed);
            }
        }

        Assert.Contains(ExecutionStatus.Completed, ends);
        Assert.Contains(ExecutionStatus.Failed, ends);
    }

    [Fact]
    public async Task History_of_a_failed_execution_names_the_step_and_its_error()
    {
        await using var tenant = await StartTenantAsync();
        var ids = new List<string>();
        for (var n = 0; n < 12; n++)
            ids.Add(await tenant.StartAsync());
        tenant.AwaitEnd();

        var failed = (await tenant.ListAsync(Query(status: ExecutionStatus.Failed)))[0];
        var history = ExecutionHistory.Read((await tenant.ReadAsync(IdOf(failed), "/history-v2")).Body)!;

        Assert.NotEmpty(history.Failure!.Name!);
        Assert.NotEmpty(history.Failure.Error!);
    }

    [Fact]
    public async Task Canceled_execution_stays_canceled()
    {
        await using var tenant = await StartTenantAsync();
        var id = await tenant.StartShownAsync();

        var answer = await tenant.CancelAsync(id);

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        var canceled = await tenant.ShowAsync(id);
        Assert.Equal(ExecutionStatus.Canceled, StatusOf(canceled));
        Assert.NotNull(ExecutionJson.Read(canceled)!.CloseTime);
        tenant.AwaitEnd();
        Assert.True(JsonElement.DeepEquals(canceled, await tenant.ShowAsync(id)));
        AssertTypes(["WorkflowExecutionStarted", "WorkflowExecutionCanceled"], EventsOf(await tenant.ReadAsync(id, "/history")));
    }

    [Fact]
    public async Task Closed_execution_cannot_be_canceled()
    {
        await using var tenant = await StartTenantAsync();
        var (ended, canceled) = (await tenant.StartShownAsync(), await tenant.StartShownAsync());
        await tenant.CancelAsync(canceled);
        tenant.AwaitEnd();
        var closed = await tenant.ShowAsync(ended);

        AssertError(HttpStatusCode.BadRequest, await tenant.CancelAsync(ended));
        AssertError(HttpStatusCode.BadRequest, await tenant.CancelAsync(canceled));
        Assert.True(JsonElement.DeepEquals(closed, await tenant.ShowAsync(ended)));
    }

    [Fact]
    public async Task Execution_that_is_shown_late_is_nowhere_before_and_everywhere_afterwards()
    {
        await using var tenant = await StartTenantAsync(showsLate: true);
        var id = await tenant.StartAsync();
        var minutes = 0;
        for (; (await tenant.ReadAsync(id)).Status == HttpStatusCode.NotFound; minutes++)
        {
            Assert.Empty(await tenant.ListAsync());
            AssertError(HttpStatusCode.NotFound, await tenant.ReadAsync(id, "/history"));
            AssertError(HttpStatusCode.NotFound, await tenant.ReadAsync(id, "/history-v2"));
            AssertError(HttpStatusCode.NotFound, await tenant.CancelAsync(id));
            tenant.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.True(minutes >= 2);
        for (; minutes < 60; minutes++)
        {
            Assert.Equal([id], await tenant.ListIdsAsync());
            await tenant.ShowAsync(id);
            AssertTypes(["WorkflowExecutionStarted"], EventsOf(await tenant.ReadAsync(id, "/history"))[..1]);
            tenant.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static void AssertError(HttpStatusCode status, TenantAnswer answer)
    {
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Body.GetProperty("detailCode").GetString()!);
        Assert.NotEmpty(answer.Body.GetProperty("messages")[0].GetProperty("text").GetString()!);
    }

    private static void AssertTypes(string[] types, JsonElement[] events) => Assert.Equal(types, events.Select(each => each.GetProperty("type").GetString()!));

    private static JsonElement[] EventsOf(TenantAnswer history)
    {
        Assert.Equal(HttpStatusCode.OK, history.Status);
        return [.. history.Body.EnumerateArray()];
    }

    private static JsonElement[][] EventsOfBoth(TenantAnswer history, TenantAnswer second) => [EventsOf(history), [.. second.Body.GetProperty("history").EnumerateArray()]];

    private static JsonElement InputIn(JsonElement[] events) => events[0].GetProperty("attributes").GetProperty("input");
}

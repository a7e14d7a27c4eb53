using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

internal static class ExecutionEndpoints
{
    public static IResult Get(string id, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return executions.FindVisible(id, now) is { } execution
            ? TypedResults.Json(ExecutionView.Of(execution, now), ExecutionJson.Instance.ExecutionView)
            : IscError.NotFound();
    }

    /// <summary>Newest first, as the live service sorts them.</summary>
    public static IResult List(string id, HttpContext context, ExecutionStore executions, TimeProvider clock) =>
        ExecutionQuery.Parse(context.Request.Query) switch
        {
            ExecutionQueryOutcome.Valid valid => List(id, valid.Query, context.Response, executions, clock.GetUtcNow()),
            ExecutionQueryOutcome.Invalid invalid => IscError.BadRequest(invalid.Reason),
            _ => throw new UnreachableException(),
        };

    public static IResult History(string id, HttpRequest request, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (executions.FindVisible(id, now) is not { } execution)
            return IscError.NotFound();
        return PageWindow.TryParse(request.Query, out var page, out var problem)
            ? TypedResults.Json(
                [.. ExecutionHistory.EventsOf(execution, now).Skip(page.Offset).Take(page.Limit)], ExecutionJson.Instance.HistoryEventArray)
            : IscError.BadRequest(problem);
    }

    public static IResult HistoryV2(string id, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return executions.FindVisible(id, now) is { } execution
            ? TypedResults.Json(ExecutionHistory.Of(execution, now), ExecutionJson.Instance.ExecutionHistoryView)
            : IscError.NotFound();
    }

    public static IResult Cancel(string id, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (executions.FindVisible(id, now) is not { } execution)
            return IscError.NotFound();
        return execution.TryCancel(now)
            ? TypedResults.NoContent()
            : IscError.BadRequest("The workflow execution is closed already.");
    }

    private static JsonHttpResult<ExecutionView[]> List(
        string workflowId, ExecutionQuery query, HttpResponse response, ExecutionStore executions, DateTimeOffset now)
    {
        var page = executions.PageNewestFirst(
            execution => string.Equals(execution.WorkflowId, workflowId, StringComparison.Ordinal)
                && execution.IsVisibleAt(now)
                && query.Matches(execution, now),
            query.Window.Offset,
            query.Window.Limit);
        if (query.Window.WantsCount)
            response.Headers["X-Total-Count"] = page.Total.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Json(
            [.. page.Executions.Select(execution => ExecutionView.Of(execution, now))], ExecutionJson.Instance.ExecutionViewArray);
    }

    private static Execution? FindVisible(this ExecutionStore executions, string id, DateTimeOffset now) =>
        executions.Find(id) is { } execution && execution.IsVisibleAt(now) ? execution : null;
}

internal sealed record ExecutionView(
    string Id, string WorkflowId, string RequestId, DateTimeOffset StartTime, DateTimeOffset? CloseTime, ExecutionStatus Status)
{
    public static ExecutionView Of(Execution execution, DateTimeOffset now) => new(
        execution.Id,
        execution.WorkflowId,
        execution.RequestId,
        execution.StartTime,
        execution.CloseTimeAt(now),
        execution.StatusAt(now));
}

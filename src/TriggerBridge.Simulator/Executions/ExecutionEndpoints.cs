using System.Globalization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

internal static class ExecutionEndpoints
{
    private const int MaxLimit = 250;

    public static IResult Get(string id, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return executions.FindVisible(id, now) is { } execution
            ? TypedResults.Json(ExecutionView.Of(execution, now), SimulatorJson.Default.ExecutionView)
            : IscError.NotFound();
    }

    /// <summary>Newest first, as the live service sorts them.</summary>
    public static IResult List(
        string id,
        string? filters,
        int? limit,
        int? offset,
        bool? count,
        HttpResponse response,
        ExecutionStore executions,
        TimeProvider clock)
    {
        if (limit is < 0 or > MaxLimit)
            return IscError.BadRequest(string.Create(CultureInfo.InvariantCulture, $"limit must be from 0 to {MaxLimit}."));
        if (offset is < 0)
            return IscError.BadRequest("offset must not be negative.");
        if (!ExecutionFilter.TryParse(filters, out var matches))
            return IscError.BadRequest($"The filters are not understood: {filters}");

        var now = clock.GetUtcNow();
        var page = executions.PageNewestFirst(
            execution => string.Equals(execution.WorkflowId, id, StringComparison.Ordinal)
                && execution.IsVisibleAt(now)
                && matches(execution, now),
            offset ?? 0,
            limit ?? MaxLimit);
        if (count is true)
            response.Headers["X-Total-Count"] = page.Total.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Json(
            [.. page.Executions.Select(execution => ExecutionView.Of(execution, now))], SimulatorJson.Default.ExecutionViewArray);
    }

    public static IResult History(string id, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return executions.FindVisible(id, now) is { } execution
            ? TypedResults.Json(ExecutionHistory.EventsOf(execution, now), SimulatorJson.Default.HistoryEventArray)
            : IscError.NotFound();
    }

    public static IResult HistoryV2(string id, ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return executions.FindVisible(id, now) is { } execution
            ? TypedResults.Json(ExecutionHistory.Of(execution, now), SimulatorJson.Default.ExecutionHistoryView)
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

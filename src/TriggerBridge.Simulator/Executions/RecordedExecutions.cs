using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

/// <summary>What a test asks the simulator: everything that was started, whether ISC would show it yet or not.</summary>
internal static class RecordedExecutions
{
    public static IResult List(ExecutionStore executions, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return TypedResults.Json(
            [.. executions.OldestFirst().Select(execution => RecordedExecution.Of(execution, now))],
            ExecutionJson.Instance.RecordedExecutionArray);
    }

    public static IResult Clear(ExecutionStore executions)
    {
        executions.Clear();
        return TypedResults.NoContent();
    }
}

internal sealed record RecordedExecution(string Id, string WorkflowId, RawJson Input, DateTimeOffset StartTime, ExecutionStatus Status)
{
    public static RecordedExecution Of(Execution execution, DateTimeOffset now) =>
        new(execution.Id, execution.WorkflowId, new RawJson(execution.Input), execution.StartTime, execution.StatusAt(now));
}

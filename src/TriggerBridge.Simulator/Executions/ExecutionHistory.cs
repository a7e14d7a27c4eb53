using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

/// <summary>
/// The events of an execution. Their types are the specification's; it leaves their attributes open, except that
/// live histories have the trigger's input in <c>attributes.input</c> of WorkflowExecutionStarted.
/// </summary>
internal static class ExecutionHistory
{
    private const string StepName = "Simulated Step";
    private const string StepError = "Simulated failure of the step";

    private static readonly RawJson Definition = new("""
        {
          "start": "Simulated Step",
          "steps": {
            "Simulated Step": { "actionId": "sp:simulated", "type": "ACTION", "nextStep": "success" },
            "success": { "type": "success" }
          }
        }
        """u8.ToArray());

    private static readonly RawJson Trigger = new("""{"type":"EXTERNAL","attributes":{"name":"simulator"}}"""u8.ToArray());

    public static ExecutionHistoryView Of(Execution execution, DateTimeOffset now) =>
        new(Definition, EventsOf(execution, now), Trigger);

    public static HistoryEvent[] EventsOf(Execution execution, DateTimeOffset now)
    {
        var started = new HistoryEvent(
            "WorkflowExecutionStarted", execution.StartTime, new EventAttributes { Input = new RawJson(execution.Input) });
        return execution.CloseTimeAt(now) is { } closed
            ? [started, .. EventsAtEnd(execution, execution.StatusAt(now), closed)]
            : [started];
    }

    private static HistoryEvent[] EventsAtEnd(Execution execution, ExecutionStatus status, DateTimeOffset closed) => status switch
    {
        ExecutionStatus.Failed =>
        [
            new("ActivityTaskFailed", closed, new EventAttributes { StepName = StepName, Error = StepError }),
            new("WorkflowExecutionFailed", closed, new EventAttributes { Error = StepError }),
        ],
        // The step gives what the workflow was given, so that whoever starts it decides what it comes to.
        ExecutionStatus.Completed =>
        [
            new("ActivityTaskCompleted", closed, new EventAttributes { StepName = StepName, Output = new RawJson(execution.Input) }),
            new("WorkflowExecutionCompleted", closed, new EventAttributes()),
        ],
        _ => [new($"WorkflowExecution{status}", closed, new EventAttributes())],
    };
}

internal sealed record HistoryEvent(string Type, DateTimeOffset Timestamp, EventAttributes Attributes);

internal sealed record EventAttributes
{
    public RawJson? Input { get; init; }

    public string? StepName { get; init; }

    public RawJson? Output { get; init; }

    public string? Error { get; init; }
}

/// <summary>history-v2. The specification calls <c>history</c> one object; the live service sends an array.</summary>
internal sealed record ExecutionHistoryView(RawJson Definition, IReadOnlyList<HistoryEvent> History, RawJson Trigger);

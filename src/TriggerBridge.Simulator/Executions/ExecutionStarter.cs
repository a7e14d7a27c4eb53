using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Operations;

namespace TriggerBridge.Simulator.Executions;

internal sealed partial class ExecutionStarter(
    ExecutionStore executions, FaultList faults, SeededRandom ids, SimulatorOptions options, TimeProvider clock, ILogger<ExecutionStarter> logger)
{
    public Execution Start(string workflowId, ReadOnlyMemory<byte> input, ExecutionStatus finalStatus)
    {
        var now = clock.GetUtcNow();
        var hiddenFor = faults.Take(Operation.Visibility, workflowId) is FaultEffect.Delay delay ? delay.Time : TimeSpan.Zero;
        var execution = new Execution
        {
            Id = ids.NextId().ToString(),
            WorkflowId = workflowId,
            RequestId = ids.NextId().ToString("N"),
            Input = input,
            StartTime = now,
            EndTime = now + options.CompleteAfter,
            VisibleFrom = now + hiddenFor,
            FinalStatus = finalStatus,
        };
        executions.Add(execution);
        LogStarted(execution.Id, workflowId, input.Length);
        return execution;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Execution {ExecutionId} of workflow {WorkflowId} started, {InputBytes} bytes of input")]
    private partial void LogStarted(string executionId, string workflowId, int inputBytes);
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Workflows;

internal static class ExecuteEndpoints
{
    public static async Task<IResult> ExecuteAsync(string id, HttpContext context, ExecutionStarter starter, WorkflowStore workflows) =>
        await ExecutionInput.ReadAsync(context.Request.BodyReader, context.RequestAborted) switch
        {
            InputOutcome.Read when workflows.Find(id) is { } workflow && !workflow.IsTrue("enabled") => FaultAnswer.For(new FaultEffect.Disabled()),
            InputOutcome.Read body => Started(starter.Start(id, body.Input, FinalStatusIn(context))),
            InputOutcome.Invalid invalid => IscError.BadRequest(invalid.Reason),
            _ => throw new UnreachableException(),
        };

    public static async Task<IResult> TestAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ExecutionInput.ReadAsync(request.BodyReader, cancellationToken) switch
        {
            InputOutcome.Read body => TypedResults.Json(new TestAnswer(new RawJson(body.Input)), WorkflowJson.Instance.TestAnswer),
            InputOutcome.Invalid invalid => IscError.BadRequest(invalid.Reason),
            _ => throw new UnreachableException(),
        };

    private static JsonHttpResult<ExecuteAnswer> Started(Execution execution) =>
        TypedResults.Json(new ExecuteAnswer(execution.Id, ""), SimulatorJson.Instance.ExecuteAnswer);

    private static ExecutionStatus FinalStatusIn(HttpContext context) =>
        context.Features.Get<FaultEffect.EndAs>()?.Status ?? ExecutionStatus.Completed;
}

internal sealed record TestAnswer(RawJson Payload);

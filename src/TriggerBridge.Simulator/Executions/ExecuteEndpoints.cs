using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

internal static class ExecuteEndpoints
{
    public static async Task<IResult> ExecuteAsync(string id, HttpContext context, ExecutionStarter starter)
    {
        var outcome = await ExecutionInput.ReadAsync(context.Request.BodyReader, context.RequestAborted);
        if (outcome is not InputOutcome.Read body)
            return Refuse(outcome);

        var finalStatus = context.Features.Get<FaultEffect.EndAs>()?.Status ?? ExecutionStatus.Completed;
        var execution = starter.Start(id, body.Input, finalStatus);
        return TypedResults.Json(new ExecuteAnswer(execution.Id, ""), SimulatorJson.Default.ExecuteAnswer);
    }

    public static async Task<IResult> TestAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var outcome = await ExecutionInput.ReadAsync(request.BodyReader, cancellationToken);
        return outcome is InputOutcome.Read body
            ? TypedResults.Json(new TestAnswer(new RawJson(body.Input)), SimulatorJson.Default.TestAnswer)
            : Refuse(outcome);
    }

    private static IResult Refuse(InputOutcome outcome) => outcome is InputOutcome.Invalid invalid
        ? IscError.BadRequest(invalid.Reason)
        : throw new InvalidOperationException("An input is read or invalid.");
}

/// <summary>Without an id nothing was started, and the message says why.</summary>
internal sealed record ExecuteAnswer(string? WorkflowExecutionId, string Message);

internal sealed record TestAnswer(RawJson Payload);

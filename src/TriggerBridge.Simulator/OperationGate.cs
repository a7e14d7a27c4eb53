using Microsoft.AspNetCore.Http.HttpResults;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Operations;
using TriggerBridge.Simulator.Tokens;
using TriggerBridge.Simulator.Workflows;

namespace TriggerBridge.Simulator;

/// <summary>What stands before every endpoint of the tenant: count, authenticate, pace, and the faults.</summary>
internal sealed class OperationGate(
    RequestCounts counts, TokenStore tokens, RequestPace pace, FaultList faults, ExecutionStore executions, WorkflowStore workflows)
{
    public async ValueTask<object?> PassAsync(Operation operation, EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        counts.Add(operation);
        if (!IsOpen(operation, context) && Refusal(operation, context) is { } refusal)
            return refusal;
        if (faults.IsEmpty)
            return await next(invocation);

        switch (faults.Take(operation, WorkflowOf(operation, context)))
        {
            case null:
                return await next(invocation);
            case FaultEffect.ExecuteThen then:
                var answer = await next(invocation);
                // Anything else means that nothing was started, nothing completed.
                return answer is JsonHttpResult<ExecuteAnswer> or NoContent ? FaultAnswer.For(then.Effect) : answer;
            case FaultEffect.EndAs end:
                context.Features.Set(end);
                return await next(invocation);
            case FaultEffect.PassDeadline late:
                context.Features.Set(late);
                return await next(invocation);
            case var effect:
                return FaultAnswer.For(effect);
        }
    }

    // The event's secret is a callback's proof; the specification lets it bring a token, too.
    private static bool IsOpen(Operation operation, HttpContext context) =>
        operation is Operation.Token || (operation is Operation.Callback && context.Request.Headers.Authorization.Count == 0);

    private IResult? Refusal(Operation operation, HttpContext context) =>
        tokens.Authenticate(context.Request.Headers.Authorization) switch
        {
            Authentication.Refused refused => IscError.Unauthorized(refused.Reason),
            Authentication.Accepted { Kind: ClientKind.Personal } when operation is Operation.Execute or Operation.Test =>
                IscError.Forbidden("A personal access token may not execute workflows externally."),
            Authentication.Accepted { Kind: ClientKind.External } when operation is not (Operation.Execute or Operation.Test or Operation.Callback) =>
                IscError.Forbidden("An external trigger's client may only execute its workflow."),
            Authentication.Accepted accepted when operation is Operation.Execute or Operation.Test && IsAnothers(context, accepted.ClientId) =>
                IscError.Forbidden("This client may not execute this workflow."),
            Authentication.Accepted accepted when pace.Enter(accepted.ClientId) is var wait && wait > TimeSpan.Zero =>
                new RetryAfterResult(IscError.TooManyRequests(), (int)Math.Ceiling(wait.TotalSeconds)),
            _ => null,
        };

    // A workflow with a client of its own takes no other.
    private bool IsAnothers(HttpContext context, string clientId) =>
        context.GetRouteValue("id") is string id && workflows.ClientOf(id) is { } client && !string.Equals(client, clientId, StringComparison.Ordinal);

    /// <summary>The id in the path is the workflow's or one of its executions', by the operation.</summary>
    private string? WorkflowOf(Operation operation, HttpContext context)
    {
        var id = context.GetRouteValue("id") as string;
        return operation is Operation.Execute or Operation.Test or Operation.List or Operation.Workflow || id is null
            ? id
            : executions.Find(id)?.WorkflowId;
    }
}

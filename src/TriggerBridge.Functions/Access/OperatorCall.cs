using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Auditing;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions.Access;

/// <summary>
/// A call of a function with an address, as both hosts make it: asks who calls, and whether the query is as it should be, writes down what an operator does before it is done, does it, and writes down
/// what became of it.
/// </summary>
internal sealed class OperatorCall(AccessGuard guard, AuditLog audit)
{
    /// <param name="function">Its name.</param>
    /// <param name="http">The call.</param>
    /// <param name="next">Runs the function.</param>
    /// <returns>Why it did not run; null where it did.</returns>
    public static async Task<IResult?> RunAsync(string function, HttpContext http, Func<Task> next)
    {
        // At once: no webhook, and no start, waits for what only operators need.
        var policy = AccessPolicies.Of(function);
        if (policy is not { IsOpen: true })
            return await http.RequestServices.GetRequiredService<OperatorCall>().RunAsync(function, policy, http, next);
        await next();
        return null;
    }

    private async Task<IResult?> RunAsync(string function, AccessPolicy? policy, HttpContext http, Func<Task> next)
    {
        if ((await guard.RefusalAsync(policy, http) ?? Operations.Refusal(function, http.Request)) is { } refusal) return refusal;
        if (policy is { Audit: { } action } && policy.IsAudited(http.Request))
        {
            var body = await AuditedBody.ReadAsync(http.Request, policy.HasAuditedBody, http.RequestAborted);
            if (await audit.BeginAsync(ActionOf(http, action, body)) is not { } open)
                return Problem.Unavailable("What operators do is written down first, and that cannot be done just now. Nothing was done.", TimeSpan.FromSeconds(10));
            await new AuditedCall(http, audit, open).RunAsync(next);
            return null;
        }

        await next();
        return null;
    }

    private static AuditedAction ActionOf(HttpContext http, string action, AuditedBody body) => new(http.Request.Operator(), CallerAddress.Of(http), action)
    {
        Bridge = http.Request.RouteValues["bridge"] as string ?? body.Bridge,
        DeliveryId = http.Request.RouteValues["deliveryId"] as string,
        Reason = body.Reason,
        IsDryRun = body.IsDryRun,
    };
}

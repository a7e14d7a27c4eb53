using System.Diagnostics.CodeAnalysis;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary>What every function shares: a fault becomes an answer, and a ledger that is away is told in one place.</summary>
internal sealed class FaultMiddleware(FaultAnswers faults, LedgerReadiness ledger) : IFunctionsWorkerMiddleware
{
    [SuppressMessage("Design", "CA1031", Justification = "The edge: every fault becomes an answer.")]
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        try
        {
            await next(context);
        }
        catch (Exception fault) when (http is { Response.HasStarted: false })
        {
            context.GetInvocationResult().Value = faults.For(fault, context.FunctionDefinition.Name, http);
        }
        catch (LedgerUnavailableException away) when (http is null)
        {
            // A timer: its next tick tries again.
            ledger.ReportAway(away);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// Answers what no function answered. Nothing of a request is shown or logged, in Development neither: its headers hold keys and signatures.
/// </summary>
internal sealed partial class FaultAnswers(RequestDelegate next, LedgerReadiness ledger, ILogger<FaultAnswers> logger)
{
    [SuppressMessage("Design", "CA1031", Justification = "The edge: every fault becomes an answer.")]
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await Problem.For(fault.StatusCode, "The request is not valid", fault.Message).ExecuteAsync(context);
        }
        catch (LedgerUnavailableException away) when (!context.Response.HasStarted)
        {
            ledger.ReportAway(away);
            await Problem.Unavailable("The ledger does not answer.", TimeSpan.FromSeconds(10)).ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFault(context.GetEndpoint()?.DisplayName ?? "unknown", fault);
            await Problem.For(StatusCodes.Status500InternalServerError, "Internal error", "The log says more.").ExecuteAsync(context);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Endpoint} failed")]
    private partial void LogFault(string endpoint, Exception fault);
}

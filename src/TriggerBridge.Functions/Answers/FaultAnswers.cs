using Microsoft.Extensions.Logging;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions.Answers;

/// <summary>
/// What a sender or an operator is answered where a function failed. Nothing of a request is shown or logged, in Development neither:
/// its headers hold keys and signatures.
/// </summary>
internal sealed partial class FaultAnswers(LedgerReadiness ledger, ILogger<FaultAnswers> logger)
{
    public IResult For(Exception fault, string function, HttpContext context)
    {
        switch (fault)
        {
            case SenderGoneException:
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return TypedResults.Empty;
            case BadHttpRequestException wrong:
                return Problem.For(wrong.StatusCode, "The request is not valid", wrong.Message);
            case LedgerUnavailableException away:
                ledger.ReportAway(away);
                return Problem.Unavailable("The ledger does not answer.", TimeSpan.FromSeconds(10));
            default:
                LogFault(function, fault);
                return Problem.For(StatusCodes.Status500InternalServerError, "Internal error", "The log says more.");
        }
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed")]
    private partial void LogFault(string function, Exception fault);
}

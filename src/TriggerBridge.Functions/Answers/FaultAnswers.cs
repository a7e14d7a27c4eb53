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
    public IResult For(Exception fault, string function, HttpContext context) => Find(fault, function, context) switch
    {
        null => TypedResults.Empty,
        ({ } type, var detail, { } retryAfter) => Problem.Of(type, detail, retryAfter),
        ({ } type, var detail, null) => Problem.Of(type, detail),
    };

    /// <summary>For an answer that has begun.</summary>
    /// <returns>Null: nobody is left to read it.</returns>
    public Problem.Body? Describe(Exception fault, string function, HttpContext context) =>
        Find(fault, function, context) is var (type, detail, _) ? Problem.BodyOf(type, detail) : null;

    private (ProblemType Type, string Detail, TimeSpan? RetryAfter)? Find(Exception fault, string function, HttpContext context)
    {
        switch (fault)
        {
            case SenderGoneException:
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            case BadHttpRequestException wrong:
                return (ProblemTypes.OfServer(wrong.StatusCode), wrong.Message, null);
            case LedgerUnavailableException away:
                ledger.ReportAway(away);
                return (ProblemTypes.NotReady, "The ledger does not answer.", TimeSpan.FromSeconds(10));
            default:
                LogFault(function, fault);
                return (ProblemTypes.InternalError, "The log says more.", null);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed")]
    private partial void LogFault(string function, Exception fault);
}

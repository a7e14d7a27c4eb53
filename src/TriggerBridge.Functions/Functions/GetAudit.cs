using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Auditing;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/audit?from=&amp;to=&amp;action=&amp;actor=&amp;bridge=&amp;take=&amp;continuation=</c>: what operators did, newest first.</summary>
public sealed class GetAudit(AuditList audit)
{
    internal static readonly TimeParameter From = new("from", "Only what was done then or later.");
    internal static readonly TimeParameter To = new("to", "Only what was done until then.");
    internal static readonly ChoiceParameter Action = new("action", "Only this action.", "an action", "actions", AuditActions.All);
    internal static readonly TextParameter Actor = new("actor", "Only what they did, by their name or id.");
    internal static readonly TextParameter Bridge = new("bridge", "Only what was done to this bridge or its deliveries.");
    internal static readonly NumberParameter Take = new("take", "At most so many in this answer. As lines, all are sent where it is left out.", Least: 1, Most: 200, Default: 50);
    internal static readonly TextParameter Continuation = new("continuation", "Goes on behind the answer before, which brought it.");

    [Function(nameof(GetAudit))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new AuditQuery
        {
            From = From.Of(request),
            To = To.Of(request),
            Action = Action.Of(request),
            Actor = Actor.Of(request),
            Bridge = Bridge.Of(request),
            Continuation = Continuation.Of(request),
        };
        if (query.From > query.To) return Problem.BadRequest("'from' must not be later than 'to'.");
        try
        {
            return JsonLines.AreWanted(request)
                ? await AuditAnswers.LinesAsync(audit.ReadAllAsync(query, cancellationToken), Take.Given(request), nameof(GetAudit), cancellationToken)
                : AuditAnswers.For(await audit.ReadAsync(query, Take.Of(request), cancellationToken));
        }
        catch (FormatException wrong)
        {
            return Problem.Of(ProblemTypes.InvalidContinuation, wrong.Message);
        }
    }
}

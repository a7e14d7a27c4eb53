using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/deliveries?bridge=&amp;status=&amp;take=&amp;continuation=</c>: the ledger, newest first; as lines, all of it.</summary>
public sealed class ListDeliveries(DeliveryList deliveries)
{
    internal static readonly NameParameter Bridge = new("bridge", "Only those of this bridge or source.");
    internal static readonly StatusParameter Status = new("status", "Only those with this status; capital or small letters.");
    internal static readonly NumberParameter Take = new("take", "At most so many in this answer. As lines, all are sent where it is left out.", Least: 1, Most: 200, Default: 50);
    internal static readonly TextParameter Continuation = new("continuation", "Goes on behind the answer before, which brought it.");

    [Function(nameof(ListDeliveries))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new DeliveryQuery { Bridge = Bridge.Of(request), Status = Status.Of(request), Take = Take.Of(request), Continuation = Continuation.Of(request) };
        try
        {
            return JsonLines.AreWanted(request)
                ? await DeliveryAnswers.LinesAsync(deliveries.StreamAsync(query, cancellationToken), Take.Given(request), nameof(ListDeliveries), cancellationToken)
                : DeliveryAnswers.For(await deliveries.ReadAsync(query, cancellationToken));
        }
        catch (FormatException wrong)
        {
            return Problem.Of(ProblemTypes.InvalidContinuation, wrong.Message);
        }
    }
}

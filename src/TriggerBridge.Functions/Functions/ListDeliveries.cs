using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/deliveries?bridge=&amp;status=&amp;take=&amp;continuation=</c>: the ledger, newest first.</summary>
public sealed class ListDeliveries(DeliveryList deliveries)
{
    private const int DefaultTake = 50;
    private const int MostTake = 200;

    [Function(nameof(ListDeliveries))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries")] HttpRequest request, CancellationToken cancellationToken)
    {
        var status = Text(request, "status");
        var wanted = default(DeliveryStatus);
        if (status is not null && !StatusName.TryParse(status, out wanted))
            return Problem.BadRequest(StatusName.Problem(status));
        var count = DefaultTake;
        if (Text(request, "take") is { } take && !(int.TryParse(take, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MostTake))
            return Problem.BadRequest($"'take' must be a number from 1 to {MostTake}.");

        var query = new DeliveryQuery
        {
            Bridge = Text(request, "bridge"),
            Status = status is null ? null : wanted,
            Take = count,
            Continuation = Text(request, "continuation"),
        };
        try
        {
            return DeliveryAnswers.For(await deliveries.ReadAsync(query, cancellationToken));
        }
        catch (FormatException)
        {
            return Problem.BadRequest("'continuation' must be taken from the answer before.");
        }
    }

    // A key without a value counts as not given.
    private static string? Text(HttpRequest request, string key) => request.Query[key].ToString() is { Length: > 0 } text ? text : null;
}

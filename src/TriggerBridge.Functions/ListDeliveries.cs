using System.Globalization;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Hosting;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/deliveries?bridge=&amp;status=&amp;take=&amp;continuation=</c>: the ledger, newest first.</summary>
internal static class ListDeliveries
{
    private const int DefaultTake = 50;
    private const int MostTake = 200;

    public static async Task<IResult> RunAsync(
        string? bridge, string? status, string? take, string? continuation, DeliveryList deliveries, CancellationToken cancellationToken)
    {
        var wanted = default(DeliveryStatus);
        if (!string.IsNullOrEmpty(status) && !StatusName.TryParse(status, out wanted))
            return Problem.BadRequest(StatusName.Problem(status));
        var count = DefaultTake;
        if (!string.IsNullOrEmpty(take) && !(int.TryParse(take, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MostTake))
            return Problem.BadRequest($"'take' must be a number from 1 to {MostTake}.");

        var query = new DeliveryQuery
        {
            Bridge = string.IsNullOrEmpty(bridge) ? null : bridge,
            Status = string.IsNullOrEmpty(status) ? null : wanted,
            Take = count,
            Continuation = string.IsNullOrEmpty(continuation) ? null : continuation,
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
}

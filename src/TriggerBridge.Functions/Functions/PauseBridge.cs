using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Pausing;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/pause</c>: its events are recorded, and nothing is sent; or they are refused.</summary>
public sealed class PauseBridge(PauseOperations pauses)
{
    [Function(nameof(PauseBridge))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bridges/{bridge}/pause")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.PauseBody, cancellationToken) switch
        {
            JsonBody<PauseBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<PauseBody>.Read { Value: var body } => await PauseAsync(request, bridge, body),
            _ => throw new UnreachableException(),
        };

    private async Task<IResult> PauseAsync(HttpRequest request, string bridge, PauseBody body)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
            return Problem.BadRequest($"'reason' must say why, in {PauseOrder.LongestReason} characters at most.");

        var order = new PauseOrder { Reason = body.Reason, By = request.Operator().Name, Until = body.Until, Refuse = body.Refuse };
        return PauseAnswer.For(bridge, await pauses.PauseAsync(bridge, order));
    }

    /// <summary>An unknown key is an error: a misspelt <c>refuse</c> must not accept anything.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record PauseBody(string? Reason = null, DateTimeOffset? Until = null, bool Refuse = false) : IActionBody;
}

using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/bridges/{bridge}/resume</c>: ends a pause; what waited is sent, oldest first.</summary>
public sealed class ResumeBridge(PauseOperations pauses)
{
    [Function(nameof(ResumeBridge))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "bridges/{bridge}/resume")] HttpRequest request, string bridge, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.ResumeBody, cancellationToken) switch
        {
            JsonBody<ResumeBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<ResumeBody>.Read { Value.By: var by } when OperatorName.IsTooLong(by) => OperatorName.TooLong,
            JsonBody<ResumeBody>.Read { Value.By: var by } => PauseAnswer.For(bridge, await pauses.ResumeAsync(bridge, OperatorName.Of(by))),
            _ => throw new UnreachableException(),
        };

    /// <summary>May be left out.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ResumeBody(string? By = null);
}

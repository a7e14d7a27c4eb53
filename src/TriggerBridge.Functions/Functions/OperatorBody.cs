using System.Diagnostics;
using System.Text.Json.Serialization;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary>What an operator sends who may say who they are, and nothing else. It may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OperatorBody(string? By = null)
{
    /// <summary>Does what is asked for, where the request is as it must be.</summary>
    /// <param name="request">With such a body.</param>
    /// <param name="answerAsync">Told who asks; null where they do not say.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IResult> ReadAsync(HttpRequest request, Func<string?, Task<IResult>> answerAsync, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.OperatorBody, cancellationToken) switch
        {
            JsonBody<OperatorBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<OperatorBody>.Read { Value.By: var by } when OperatorName.IsTooLong(by) => OperatorName.TooLong,
            JsonBody<OperatorBody>.Read { Value.By: var by } => await answerAsync(OperatorName.Of(by)),
            _ => throw new UnreachableException(),
        };
}

using System.Diagnostics;
using System.Text.Json.Serialization;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary>What an operator sends who may say why they ask, and nothing else. It may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OperatorBody(string? Reason = null) : IActionBody
{
    /// <summary>Does what is asked for, where the request is as it must be.</summary>
    /// <param name="request">With such a body.</param>
    /// <param name="answerAsync">Told the name of who asks.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IResult> ReadAsync(HttpRequest request, Func<string, Task<IResult>> answerAsync, CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.OperatorBody, cancellationToken) switch
        {
            JsonBody<OperatorBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<OperatorBody>.Read => await answerAsync(request.Operator().Name),
            _ => throw new UnreachableException(),
        };
}

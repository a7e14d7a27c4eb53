using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>POST /api/polls/{bridge}/reset</c> with <c>{"cursor": …}</c>: reads again from there; without one, from where the poll began.</summary>
public sealed class ResetPoll(PollOperations polls)
{
    [Function(nameof(ResetPoll))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "polls/{bridge}/reset")] HttpRequest request,
        string bridge,
        CancellationToken cancellationToken) =>
        await JsonBody.ReadAsync(request, BodyJson.Default.ResetBody, cancellationToken) switch
        {
            JsonBody<ResetBody>.Invalid invalid => Problem.BadRequest(invalid.Problem),
            JsonBody<ResetBody>.Read { Value.Cursor.ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String or JsonValueKind.Number) } =>
                Problem.BadRequest("'cursor' must be a text or a number."),
            JsonBody<ResetBody>.Read { Value.Cursor: var cursor } => PollAnswers.For(await polls.ResetAsync(bridge, Text(cursor), cancellationToken)),
            _ => throw new UnreachableException(),
        };

    private static string? Text(JsonElement cursor) => cursor.ValueKind switch
    {
        JsonValueKind.String => cursor.GetString(),
        JsonValueKind.Number => cursor.GetRawText(),
        _ => null,
    };

    /// <summary>An unknown key is an error: a misspelt <c>cursor</c> must not read everything again.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ResetBody : IActionBody
    {
        public JsonElement Cursor { get; init; }

        public string? Reason { get; init; }
    }
}

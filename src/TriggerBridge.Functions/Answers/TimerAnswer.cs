namespace TriggerBridge.Functions.Answers;

/// <summary>
/// What the Functions host wants to hear of a timer: a JSON object. An empty 200, a 204 or <c>null</c> hangs the invocation until
/// <c>functionTimeout</c>, and the timer stops meanwhile.
/// </summary>
internal static class TimerAnswer
{
    public static IResult For(string log) => TypedResults.Json(new TimerBody([log]), ApiJson.Default.TimerBody);

    /// <param name="Logs">Lines that the host logs.</param>
    internal sealed record TimerBody(IReadOnlyList<string> Logs);
}

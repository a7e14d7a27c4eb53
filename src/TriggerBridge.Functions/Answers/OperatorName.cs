using TriggerBridge.Flows.Operations.Replay;

namespace TriggerBridge.Functions.Answers;

/// <summary>Who asks for something, as they name themselves in <c>by</c>.</summary>
internal static class OperatorName
{
    public static IResult TooLong => Problem.BadRequest($"'by' may have {ReplayOrder.LongestName} characters.");

    public static bool IsTooLong(string? by) => by?.Length > ReplayOrder.LongestName;

    /// <returns>Null where they do not say.</returns>
    public static string? Of(string? by) => string.IsNullOrWhiteSpace(by) ? null : by;
}

using System.Text.Json;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>What the events of an execution tell about how it began and how it failed.</summary>
internal sealed record ExecutionHistory
{
    /// <summary>False while the event of the start is missing: then nothing can be said about the input.</summary>
    public required bool ShowsStart { get; init; }

    /// <summary>What the trigger received (<c>attributes.input</c>); null where it received nothing.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Null if no step has failed.</summary>
    public FailedStep? Failure { get; init; }
}

/// <summary>The last step that failed.</summary>
/// <param name="Name">As the workflow's definition calls it; null where the history does not say.</param>
/// <param name="Error">One short line without values of the input; null where the history does not say.</param>
internal sealed record FailedStep(string? Name, string? Error);

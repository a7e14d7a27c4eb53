using System.Text.Json;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>What a workflow says it would receive, beside what was sent.</summary>
public sealed record WorkflowTestReport
{
    public required WorkflowTestVerdict Verdict { get; init; }

    /// <summary>What the verdict means, in plain words.</summary>
    public required string Message { get; init; }

    /// <summary>Null where ISC did not say.</summary>
    public JsonElement? Received { get; init; }

    /// <summary>The first of them, where the verdict is <see cref="WorkflowTestVerdict.Different"/>.</summary>
    public IReadOnlyList<ReceivedDifference> Differences { get; init; } = [];
}

/// <summary>How what was received compares with the input that was sent.</summary>
public enum WorkflowTestVerdict
{
    /// <summary>The input, unchanged.</summary>
    Same,

    /// <summary>The whole body, envelope and all: the workflow finds the input one level deeper.</summary>
    Wrapped,

    Different,

    /// <summary>ISC was not asked, or did not say what was received.</summary>
    Unknown,
}

/// <summary>One place where the received input is not what was sent.</summary>
/// <param name="Path">A JSON path into the input.</param>
/// <param name="Sent">Null where nothing was sent.</param>
/// <param name="Received">Null where nothing was received.</param>
public sealed record ReceivedDifference(string Path, JsonElement? Sent, JsonElement? Received);

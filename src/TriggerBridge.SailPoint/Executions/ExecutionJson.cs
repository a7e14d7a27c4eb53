using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>Reads executions as ISC writes them: what is missing or of another kind is taken as not said.</summary>
internal static class ExecutionJson
{
    /// <returns>Null if the body is no array of executions; a row without an id makes the whole list unusable, for it may be any.</returns>
    public static IReadOnlyList<WorkflowExecution>? ReadList(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Array)
            return null;

        var executions = new List<WorkflowExecution>(root.GetArrayLength());
        foreach (var row in root.EnumerateArray())
        {
            if (Read(row) is not { } execution)
                return null;
            executions.Add(execution);
        }

        return executions;
    }

    public static WorkflowExecution? Read(JsonElement row) =>
        row.TryGetText("id", out var id) && row.TryGetText("status", out var status)
            ? new WorkflowExecution
            {
                Id = id,
                Status = status,
                WorkflowId = row.TryGetText("workflowId", out var workflowId) ? workflowId : null,
                StartTime = Time(row, "startTime"),
                CloseTime = Time(row, "closeTime"),
            }
            : null;

    public static bool TryGetText(this JsonElement element, string name, [NotNullWhen(true)] out string? text)
    {
        text = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        return !string.IsNullOrEmpty(text);
    }

    // ISC writes nine decimals, which JsonElement's own reader refuses.
    private static DateTimeOffset? Time(JsonElement row, string name) =>
        row.TryGetText(name, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}

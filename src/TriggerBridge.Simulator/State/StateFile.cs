using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Tokens;
using TriggerBridge.Simulator.Triggers;
using TriggerBridge.Simulator.Workflows;

namespace TriggerBridge.Simulator.State;

/// <summary>What the tenant knows, in a file: for its owner alone, as the secrets of clients are in it.</summary>
internal sealed class StateFile(SimulatorOptions options, TokenStore tokens, WorkflowStore workflows, SubscriptionStore subscriptions, ExecutionStore executions)
{
    private byte[] _written = [];

    /// <summary>Takes what the file has; nothing where there is none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public void Read()
    {
        if (options.StateFile is not { } path || !File.Exists(path))
            return;
        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(path), StateJson.Default.SavedState) ?? throw new JsonException("It is null.");
            tokens.Restore(state.Clients, state.ClientOfWorkflow);
            foreach (var workflow in state.Workflows)
                workflows.Restore(workflow);
            foreach (var subscription in state.Subscriptions)
                subscriptions.Save(subscription);
            foreach (var execution in state.Executions)
                executions.Add(execution.Restore());
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"{path}: {(unusable is JsonException ? "is not a state that was saved here" : unusable.Message)}; without the file the tenant begins empty.", unusable);
        }
    }

    /// <summary>Writes the file in one step, where something has changed.</summary>
    public void Write()
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new SavedState
            {
                Clients = [.. tokens.Clients.OrderBy(client => client.Id, StringComparer.Ordinal)],
                ClientOfWorkflow = tokens.ClientOfWorkflow.OrderBy(each => each.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
                Workflows = workflows.All(),
                Subscriptions = subscriptions.All(),
                Executions = [.. executions.OldestFirst().Select(SavedExecution.Of)],
            },
            StateJson.Default.SavedState);
        if (text.AsSpan().SequenceEqual(_written))
            return;
        var path = options.StateFile!;
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var written = new FileStream(path + ".new", file))
            written.Write(text);
        File.Move(path + ".new", path, overwrite: true);
        _written = text;
    }
}

/// <summary>The file's content.</summary>
internal sealed record SavedState
{
    public required IReadOnlyList<RegisteredClient> Clients { get; init; }

    public required IReadOnlyDictionary<string, string> ClientOfWorkflow { get; init; }

    public required IReadOnlyList<JsonObject> Workflows { get; init; }

    public required IReadOnlyList<JsonObject> Subscriptions { get; init; }

    public required IReadOnlyList<SavedExecution> Executions { get; init; }
}

/// <summary>An execution as the file has it.</summary>
internal sealed record SavedExecution(
    string Id, string WorkflowId, string RequestId, JsonElement Input, DateTimeOffset StartTime, DateTimeOffset EndTime, DateTimeOffset VisibleFrom, ExecutionStatus FinalStatus, DateTimeOffset? CanceledAt)
{
    public static SavedExecution Of(Execution execution) => new(
        execution.Id, execution.WorkflowId, execution.RequestId, JsonElement.Parse(execution.Input.Span), execution.StartTime, execution.EndTime, execution.VisibleFrom, execution.FinalStatus, execution.CanceledAt);

    public Execution Restore() => new()
    {
        Id = Id,
        WorkflowId = WorkflowId,
        RequestId = RequestId,
        Input = JsonSerializer.SerializeToUtf8Bytes(Input, StateJson.Default.JsonElement),
        StartTime = StartTime,
        EndTime = EndTime,
        VisibleFrom = VisibleFrom,
        FinalStatus = FinalStatus,
        CanceledAt = CanceledAt,
    };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedState))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class StateJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Http;

[JsonConverter(typeof(ExecutionStatusConverter))]
internal enum ExecutionStatus
{
    Queued,
    Running,
    Completed,
    Failed,
    Canceled,
}

internal sealed class ExecutionStatusConverter() : JsonStringEnumConverter<ExecutionStatus>(namingPolicy: null, allowIntegerValues: false);

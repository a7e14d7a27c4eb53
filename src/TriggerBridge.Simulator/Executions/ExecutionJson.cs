using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

[JsonSerializable(typeof(ExecutionView[]))]
[JsonSerializable(typeof(HistoryEvent[]))]
[JsonSerializable(typeof(ExecutionHistoryView))]
[JsonSerializable(typeof(RecordedExecution[]))]
internal sealed partial class ExecutionJson : JsonSerializerContext
{
    public static ExecutionJson Instance => field ??= new(JsonAnswer.Options);
}

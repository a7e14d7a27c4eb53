using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(IscTimestampConverter)])]
[JsonSerializable(typeof(ExecutionView[]))]
[JsonSerializable(typeof(HistoryEvent[]))]
[JsonSerializable(typeof(ExecutionHistoryView))]
[JsonSerializable(typeof(RecordedExecution[]))]
internal sealed partial class ExecutionJson : JsonSerializerContext
{
    public static ExecutionJson Answers => field ??= new(JsonAnswer.Unescaped(Default.Options));
}

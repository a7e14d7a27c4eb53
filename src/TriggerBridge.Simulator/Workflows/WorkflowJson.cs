using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Workflows;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(TestStarted))]
internal sealed partial class WorkflowJson : JsonSerializerContext
{
    public static WorkflowJson Answers => field ??= new(JsonAnswer.Unescaped(Default.Options));
}

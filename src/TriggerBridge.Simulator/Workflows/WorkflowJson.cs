using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Workflows;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(TestStarted))]
internal sealed partial class WorkflowJson : JsonSerializerContext;

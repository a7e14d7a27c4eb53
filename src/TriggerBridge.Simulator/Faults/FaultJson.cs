using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Faults;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FaultSpec[]))]
internal sealed partial class FaultJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Operations;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RequestCountsView))]
internal sealed partial class CountJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(UnauthorizedBody))]
[JsonSerializable(typeof(TooManyRequestsBody))]
[JsonSerializable(typeof(ExecuteAnswer))]
internal sealed partial class SimulatorJson : JsonSerializerContext
{
    public static SimulatorJson Answers => field ??= new(JsonAnswer.Unescaped(Default.Options));
}

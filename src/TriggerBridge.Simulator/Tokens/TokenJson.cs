using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Tokens;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisteredClient[]))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenRefusal))]
internal sealed partial class TokenJson : JsonSerializerContext
{
    public static TokenJson Answers => field ??= new(JsonAnswer.Unescaped(Default.Options));
}

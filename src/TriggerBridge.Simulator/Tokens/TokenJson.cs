using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Tokens;

[JsonSerializable(typeof(RegisteredClient))]
[JsonSerializable(typeof(RegisteredClient[]))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenRefusal))]
internal sealed partial class TokenJson : JsonSerializerContext
{
    public static TokenJson Instance => field ??= new(JsonAnswer.Options);
}

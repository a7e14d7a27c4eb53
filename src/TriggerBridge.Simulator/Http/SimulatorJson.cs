using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Http;

[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(UnauthorizedBody))]
[JsonSerializable(typeof(TooManyRequestsBody))]
[JsonSerializable(typeof(ExecuteAnswer))]
internal sealed partial class SimulatorJson : JsonSerializerContext
{
    public static SimulatorJson Instance => field ??= new(JsonAnswer.Options);
}

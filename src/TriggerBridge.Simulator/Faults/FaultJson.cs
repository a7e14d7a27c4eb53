using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Faults;

[JsonSerializable(typeof(FaultSpec[]))]
internal sealed partial class FaultJson : JsonSerializerContext
{
    public static FaultJson Instance => field ??= new(JsonAnswer.Options);
}

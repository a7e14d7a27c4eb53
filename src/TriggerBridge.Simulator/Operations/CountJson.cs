using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Operations;

[JsonSerializable(typeof(RequestCountsView))]
internal sealed partial class CountJson : JsonSerializerContext
{
    public static CountJson Instance => field ??= new(JsonAnswer.Options);
}

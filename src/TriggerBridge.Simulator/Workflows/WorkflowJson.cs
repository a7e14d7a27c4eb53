using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Workflows;

[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(TestStarted))]
internal sealed partial class WorkflowJson : JsonSerializerContext
{
    public static WorkflowJson Instance => field ??= new(JsonAnswer.Options);
}

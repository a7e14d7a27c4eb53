using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Operations;
using TriggerBridge.Simulator.Tokens;
using TriggerBridge.Simulator.Workflows;

namespace TriggerBridge.Simulator.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(IscTimestampConverter)])]
[JsonSerializable(typeof(RegisteredClient[]))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenRefusal))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(UnauthorizedBody))]
[JsonSerializable(typeof(TooManyRequestsBody))]
[JsonSerializable(typeof(ExecuteAnswer))]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(TestStarted))]
[JsonSerializable(typeof(ExecutionView[]))]
[JsonSerializable(typeof(HistoryEvent[]))]
[JsonSerializable(typeof(ExecutionHistoryView))]
[JsonSerializable(typeof(RecordedExecution[]))]
[JsonSerializable(typeof(RequestCountsView))]
[JsonSerializable(typeof(FaultSpec[]))]
internal sealed partial class SimulatorJson : JsonSerializerContext
{
    /// <summary>What is answered is JSON and says so: nothing in it is escaped for web pages.</summary>
    public static SimulatorJson Answers => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

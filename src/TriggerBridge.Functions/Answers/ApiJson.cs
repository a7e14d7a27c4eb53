using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Flows.Operations.Replay;

namespace TriggerBridge.Functions.Answers;

/// <summary>The JSON of all answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, Converters = [typeof(UtcTime)])]
[JsonSerializable(typeof(WebhookAnswer.Body))]
[JsonSerializable(typeof(WebhookAnswer.BatchBody))]
[JsonSerializable(typeof(DeliveryAnswers.Page))]
[JsonSerializable(typeof(DeliveryAnswers.Summary))]
[JsonSerializable(typeof(PollReport))]
[JsonSerializable(typeof(DeliveryAnswers.Detail))]
[JsonSerializable(typeof(BulkReplayReport))]
[JsonSerializable(typeof(PollAnswers.List), TypeInfoPropertyName = "PollList")]
[JsonSerializable(typeof(PollPreview))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(PauseAnswer.Body), TypeInfoPropertyName = "PauseBody")]
[JsonSerializable(typeof(PairingAnswer.Body), TypeInfoPropertyName = "PairingBody")]
[JsonSerializable(typeof(EventDriftReport))]
[JsonSerializable(typeof(PreviewReport))]
[JsonSerializable(typeof(InferredEvents))]
[JsonSerializable(typeof(AuditAnswers.Page), TypeInfoPropertyName = "AuditPage")]
[JsonSerializable(typeof(AuditAnswers.Entry), TypeInfoPropertyName = "AuditItem")]
[JsonSerializable(typeof(Problem.Body), TypeInfoPropertyName = "ProblemBody")]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>What is answered is JSON and says so: nothing in it is escaped for web pages.</summary>
    public static ApiJson Answers => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Functions;

/// <summary>The JSON of what operators send.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReplayDelivery.ReplayBody))]
[JsonSerializable(typeof(ReplayDeliveries.BulkReplayBody))]
[JsonSerializable(typeof(ResetPoll.ResetBody))]
[JsonSerializable(typeof(PauseBridge.PauseBody))]
[JsonSerializable(typeof(OperatorBody))]
internal sealed partial class BodyJson : JsonSerializerContext;

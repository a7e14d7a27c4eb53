using System.Text.Json.Serialization;

namespace TriggerBridge.Polling.State;

/// <summary>The JSON that stands inside rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Scan))]
internal sealed partial class PollJson : JsonSerializerContext;

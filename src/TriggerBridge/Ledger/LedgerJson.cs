using System.Text.Json.Serialization;

namespace TriggerBridge.Ledger;

/// <summary>The JSON that stands inside rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Attempt>))]
[JsonSerializable(typeof(IReadOnlyList<ReplayRecord>))]
[JsonSerializable(typeof(PayloadHeader))]
internal sealed partial class LedgerJson : JsonSerializerContext;

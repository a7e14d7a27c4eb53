using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>The shape of bridge files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(TimeSpanConverter)])]
[JsonSerializable(typeof(BridgeFile))]
internal sealed partial class BridgeFileJson : JsonSerializerContext;

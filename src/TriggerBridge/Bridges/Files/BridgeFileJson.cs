using System.Text.Json.Serialization;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Bridges.Files;

/// <summary>The shape of bridge files and of their sources'.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(DurationConverter),
        typeof(WholeNumberConverter),
        typeof(ChoiceConverter<Envelope>),
        typeof(ChoiceConverter<WhenInDoubt>),
        typeof(ChoiceConverter<RespondMode>),
        typeof(ChoiceConverter<MismatchHandling>),
        typeof(ChoiceConverter<HmacAlgorithm>),
        typeof(ChoiceConverter<SignatureEncoding>),
        typeof(ChoiceConverter<KeyEncoding>),
        typeof(ChoiceConverter<TimestampFormat>),
    ])]
[JsonSerializable(typeof(BridgeFile))]
[JsonSerializable(typeof(SourceFile))]
[JsonSerializable(typeof(ProofSection))]
internal sealed partial class BridgeFileJson : JsonSerializerContext;

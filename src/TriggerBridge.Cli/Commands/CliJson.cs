using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Cli.Checking;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Cli.Inferring;
using TriggerBridge.Cli.Provisioning;
using TriggerBridge.Cli.Publishing;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Cli.Senders;
using TriggerBridge.Cli.Sending;
using TriggerBridge.Cli.Subscribing;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Flows.Operations.Preview;

namespace TriggerBridge.Cli.Commands;

/// <summary>The JSON of all answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PreviewReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(BridgeList))]
[JsonSerializable(typeof(SampleTestReport))]
[JsonSerializable(typeof(NewBridgeReport))]
[JsonSerializable(typeof(SendReport))]
[JsonSerializable(typeof(ProvisionReport))]
[JsonSerializable(typeof(SubscribeReport))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(PublishReport))]
[JsonSerializable(typeof(DiffReport))]
[JsonSerializable(typeof(PullReport))]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(List<VersionReport>))]
[JsonSerializable(typeof(SenderSheet))]
[JsonSerializable(typeof(SenderSheet[]))]
[JsonSerializable(typeof(InferReport))]
[JsonSerializable(typeof(WrittenTypes))]
[JsonSerializable(typeof(InferredEvents))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CliJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Cli.Apps;

/// <summary>An error as the app tells it (RFC 9457).</summary>
internal sealed record ProblemText(string? Detail);

/// <summary>What somebody gives with an order: why; left out where they do not say.</summary>
internal sealed record ReasonBody(string? Reason);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemText))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(DeliveryItem))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(ManyReplaysBody))]
[JsonSerializable(typeof(ManyReplays))]
[JsonSerializable(typeof(PollItem))]
[JsonSerializable(typeof(ResetBody))]
[JsonSerializable(typeof(AuditItem))]
[JsonSerializable(typeof(AppStatus))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AppJson : JsonSerializerContext;

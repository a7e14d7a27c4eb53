using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Apps;

namespace TriggerBridge.Cli.Dev;

/// <summary>What the app says of itself, as far as somebody who changes bridges wants to know it.</summary>
internal sealed record AppState(IReadOnlyList<LivePart> Bridges, IReadOnlyList<LivePart> Sources, IReadOnlyList<BrokenPart> BrokenBridges)
{
    /// <returns>Null where the app has no time to say.</returns>
    public static async Task<AppState?> ReadAsync(AppApi api, CancellationToken cancellationToken) =>
        await api.GetAsync("status", cancellationToken) is { Status: HttpStatusCode.OK, Body: var body } ? JsonSerializer.Deserialize(body, AppStateJson.Default.AppState) : null;

    /// <summary>The deliveries that changed last, newest first.</summary>
    /// <returns>Null where the app has no time to say.</returns>
    public static async Task<IReadOnlyList<SeenDelivery>?> ReadDeliveriesAsync(AppApi api, CancellationToken cancellationToken) =>
        await api.GetAsync("deliveries?take=100", cancellationToken) is { Status: HttpStatusCode.OK, Body: var body } ? ListPage.Of(new AppAnswer(HttpStatusCode.OK, body))?.Items.Select(item => item.Deserialize(AppStateJson.Default.SeenDelivery)!).ToList() : null;
}

/// <summary>A bridge or a source that works.</summary>
internal sealed record LivePart(string Name, string Version, bool Enabled, IReadOnlyList<string> MissingSecrets, JsonElement? Pause);

/// <summary>One whose file has errors.</summary>
internal sealed record BrokenPart(string Name, IReadOnlyList<BridgeError> Errors, string? KeepsVersion);

/// <summary>A delivery as it stands in the ledger.</summary>
internal sealed record SeenDelivery(string Bridge, string DeliveryId, string? EventType, string Status, string? Reason, string? WorkflowExecutionId, DateTimeOffset ReceivedAt, DateTimeOffset UpdatedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AppState))]
[JsonSerializable(typeof(SeenDelivery))]
internal sealed partial class AppStateJson : JsonSerializerContext;

using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>What became of all deliveries, in the ledger and in the tenant, when all work is done.</summary>
internal sealed class Account
{
    private static readonly string[] Open = ["Received", "Dispatching", "Started", "RetryScheduled", "InDoubt"];

    private Account(IReadOnlyList<JsonElement> deliveries, IReadOnlyList<string> started)
    {
        Deliveries = deliveries;
        Executions = started.GroupBy(id => id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
    }

    /// <summary>Every delivery with its attempts.</summary>
    public IReadOnlyList<JsonElement> Deliveries { get; }

    /// <summary>How many executions the tenant started, by delivery id.</summary>
    public IReadOnlyDictionary<string, int> Executions { get; }

    public int WereInDoubt => Deliveries.Count(delivery => Attempts(delivery).Any(WasInDoubt));

    /// <summary>Doubts that ended because the execution was found in ISC.</summary>
    public int Found => Deliveries.Sum(delivery => Attempts(delivery).Count(WasFound));

    /// <summary>Doubts that ended because ISC shows no execution.</summary>
    public int Absent => Deliveries.Sum(delivery => Attempts(delivery).Count(attempt => Outcome(attempt) == "InDoubt"));

    public string Statuses => string.Join(", ", Deliveries.GroupBy(Status, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));

    /// <summary>Waits until no delivery is open, then reads everything.</summary>
    public static async Task<Account> SettleAsync(LocalSystem system)
    {
        await Wait.UntilAsync(() => OpenAsync(system.App), open => open.Count == 0);
        return new Account(await DetailsAsync(system.App, await system.App.DeliveriesAsync()), await system.Tenant.StartedDeliveriesAsync());
    }

    public static string Status(JsonElement delivery) => delivery.GetProperty("status").GetString()!;

    public static bool IsClosed(JsonElement delivery) => !Open.Contains(Status(delivery), StringComparer.Ordinal);

    private static async Task<List<JsonElement>> OpenAsync(BridgeApp app) =>
        await DetailsAsync(app, (await app.DeliveriesAsync()).Where(delivery => !IsClosed(delivery)));

    private static async Task<List<JsonElement>> DetailsAsync(BridgeApp app, IEnumerable<JsonElement> deliveries)
    {
        var details = new List<JsonElement>();
        foreach (var delivery in deliveries)
            details.Add(await app.DeliveryAsync(delivery.GetProperty("deliveryId").GetString()!));
        return details;
    }

    private static JsonElement.ArrayEnumerator Attempts(JsonElement delivery) => delivery.GetProperty("attempts").EnumerateArray();

    private static string Outcome(JsonElement attempt) => attempt.GetProperty("outcome").GetString()!;

    private static bool WasFound(JsonElement attempt) =>
        Outcome(attempt) == "Started" && attempt.GetProperty("message").GetString()?.Contains("found in ISC", StringComparison.OrdinalIgnoreCase) == true;

    private static bool WasInDoubt(JsonElement attempt) => Outcome(attempt) == "InDoubt" || WasFound(attempt);
}

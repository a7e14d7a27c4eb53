using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using TriggerBridge.Cli.Output;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Apps;

/// <summary>Which delivery somebody means who gives its id, its sender's id or its execution's id, whole or by its first characters.</summary>
/// <param name="bridge">Null: of any bridge.</param>
internal sealed class DeliverySearch(AppApi api, string? bridge, CancellationToken cancellationToken)
{
    private const int LeastCharacters = 8;
    private const int MostLookedAt = 10_000;
    private const int Page = 200;
    private const int MostShown = 20;
    private const int Parallelism = 8;
    private const string Asked = "its deliveries";

    /// <param name="tell">Told how far it has looked.</param>
    /// <exception cref="CliException">There is none, or more than one.</exception>
    public async Task<DeliveryItem> FindAsync(string id, Action<string> tell)
    {
        var found = await FindWholeAsync(id);
        if (found.Count == 0)
        {
            if (id.Length < LeastCharacters)
                throw new CliException($"No delivery has the id '{id}'. Of an id that is not whole, give at least {LeastCharacters} characters.", ExitCode.Errors);
            (found, var looked) = await LookAsync(id, tell);
            if (found.Count == 0) throw new CliException(await NothingAsync(id, looked), ExitCode.Errors);
        }

        return found is [var only] ? only : throw new CliException(Ambiguous(id, found), ExitCode.Errors);
    }

    // A delivery's id is made of its sender's, so both can be asked for.
    private async Task<IReadOnlyList<DeliveryItem>> FindWholeAsync(string id)
    {
        string[] ids = id.Length == 32 && id.All(char.IsAsciiHexDigit) ? [id.ToLowerInvariant(), DeliveryId.From(id)] : [DeliveryId.From(id)];
        var bridges = bridge is null ? await AppNames.ReadAsync(api, cancellationToken) : [bridge];
        var found = new ConcurrentBag<DeliveryItem>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(bridges.SelectMany(name => ids.Select(each => (name, each))), limits, async (where, ct) =>
        {
            var answer = await api.GetAsync($"deliveries/{Uri.EscapeDataString(where.name)}/{where.each}", ct);
            if (answer.Status == HttpStatusCode.OK) found.Add(answer.Read(AppJson.Default.DeliveryItem) ?? throw api.Strange("has no deliveries"));
            else if (answer.Status != HttpStatusCode.NotFound) throw api.Failed(answer, Asked);
        });
        return [.. found.OrderBy(delivery => delivery.Bridge, StringComparer.Ordinal)];
    }

    private async Task<(IReadOnlyList<DeliveryItem> Found, int Looked)> LookAsync(string id, Action<string> tell)
    {
        var (found, looked) = (new List<DeliveryItem>(), 0);
        await foreach (var page in api.ReadPagesAsync("deliveries", [("bridge", bridge), ("take", AppLists.Text(Page))], Asked, cancellationToken))
        {
            var deliveries = page.Items.Select(item => item.Deserialize(AppJson.Default.DeliveryItem)!).ToList();
            found.AddRange(deliveries.Where(delivery => Begins(delivery.DeliveryId, id) || Begins(delivery.SenderId, id) || Begins(delivery.WorkflowExecutionId, id)));
            looked += deliveries.Count;
            tell(string.Create(CultureInfo.InvariantCulture, $"Looking for {id}: {looked} deliveries"));
            // An execution's whole id: no other delivery has it.
            if (found is [{ WorkflowExecutionId: { } execution }] && string.Equals(execution, id, StringComparison.OrdinalIgnoreCase)) break;
            if (looked >= MostLookedAt) break;
        }

        return (found, looked);
    }

    private async Task<string> NothingAsync(string id, int looked)
    {
        if (looked == 0 && bridge is not null && (await AppNames.ReadAsync(api, cancellationToken)).Contains(bridge, StringComparer.Ordinal) is false)
            return await AppNames.ObjectionAsync(api, bridge, cancellationToken);
        var where = bridge is null ? "" : $" of {bridge}";
        return string.Create(CultureInfo.InvariantCulture, $"None of the latest {looked} deliveries{where} has an id that begins with '{id}'. {(looked >= MostLookedAt ? "Give the whole id, or --bridge." : "The ledger has no more.")}");
    }

    private static string Ambiguous(string id, IReadOnlyList<DeliveryItem> found)
    {
        var lines = found.Take(MostShown).Select(delivery => string.Create(
            CultureInfo.InvariantCulture, $"  {delivery.Bridge} {delivery.DeliveryId} {delivery.Status}, received {delivery.ReceivedAt.ToUniversalTime():u}{(delivery.WorkflowExecutionId is { } execution ? $", execution {execution}" : "")}"));
        var more = found.Count > MostShown ? string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}  and {found.Count - MostShown} more") : "";
        return string.Create(CultureInfo.InvariantCulture, $"'{id}' may be one of {found.Count}; give more of it, or --bridge:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(PlainText.Of))}{more}");
    }

    private static bool Begins(string? whole, string beginning) => whole?.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) == true;
}

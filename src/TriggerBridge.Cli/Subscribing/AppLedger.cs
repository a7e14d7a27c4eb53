using System.Net;
using System.Text.Json;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>The deliveries that the app has recorded for a bridge.</summary>
/// <param name="names">The bridge; then its source, which has what no bridge wants.</param>
internal sealed class AppLedger(AppAddress app, AppApi api, IReadOnlyList<string> names, CancellationToken cancellationToken)
{
    /// <summary>Whether it can be read.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public async Task CheckAsync()
    {
        try
        {
            var (status, body) = await api.GetAsync($"deliveries?bridge={names[0]}&take=1", cancellationToken);
            if (status != HttpStatusCode.OK)
                throw Refused(status);
            using var page = JsonDocument.Parse(body);
            _ = page.RootElement.GetProperty("items").GetArrayLength();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException($"What answers at {app} is not the app: it has no list of deliveries.", ExitCode.Errors, fault);
        }
    }

    /// <returns>The first of them that is there; null: none is.</returns>
    public async Task<string?> FindAsync(IEnumerable<string> deliveryIds)
    {
        foreach (var (id, name) in deliveryIds.SelectMany(id => names.Select(name => (id, name))))
        {
            var (status, _) = await api.GetAsync($"deliveries/{name}/{id}", cancellationToken);
            if (status == HttpStatusCode.OK)
                return id;
            if (status != HttpStatusCode.NotFound)
                throw Refused(status);
        }

        return null;
    }

    private CliException Refused(HttpStatusCode status) => api.Refused(status, "its deliveries");
}

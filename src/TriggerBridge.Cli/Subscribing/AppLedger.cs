using System.Net;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>The deliveries that the app has recorded for a bridge.</summary>
/// <param name="names">The bridge; then its source, which has what no bridge wants.</param>
internal sealed class AppLedger(AppApi api, IReadOnlyList<string> names, CancellationToken cancellationToken)
{
    /// <summary>Whether it can be read.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public async Task CheckAsync()
    {
        var answer = await api.GetAsync($"deliveries?bridge={names[0]}&take=1", cancellationToken);
        if (answer.Status != HttpStatusCode.OK)
            throw Refused(answer);
        if (ListPage.Of(answer) is null)
            throw api.Strange("has no list of deliveries");
    }

    /// <returns>The first of them that is there; null: none is.</returns>
    public async Task<string?> FindAsync(IEnumerable<string> deliveryIds)
    {
        foreach (var (id, name) in deliveryIds.SelectMany(id => names.Select(name => (id, name))))
        {
            var answer = await api.GetAsync($"deliveries/{name}/{id}", cancellationToken);
            if (answer.Status == HttpStatusCode.OK)
                return id;
            if (answer.Status != HttpStatusCode.NotFound)
                throw Refused(answer);
        }

        return null;
    }

    private CliException Refused(AppAnswer answer) => api.Refused(answer, "its deliveries");
}

using TriggerBridge.Bridges;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Isc;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>Compares a tenant's subscriptions with what the bridge files say. Nothing is changed.</summary>
/// <param name="bridges">Of all tenants.</param>
internal sealed class SubscriptionDrift(IscContext context, AppAddress app, BridgeCatalog bridges)
{
    private readonly string _tenant = context.Session.Tenant.Name;

    public async Task<DriftReport> CompareAsync()
    {
        var subscriptions = await context.ReadAllAsync("subscriptions", context.Api.Subscriptions.ListAsync());
        var triggers = await context.ReadAllAsync("triggers", context.Api.Triggers.ListAsync());
        var asking = triggers.Where(trigger => trigger.Type == EventTriggerType.RequestResponse).Select(trigger => trigger.Id).ToHashSet(StringComparer.Ordinal);
        // The app tells its bridges' names apart by their case.
        var byAddress = subscriptions.Where(each => app.BridgeOf(each.HttpConfig?.Url) is not null).ToLookup(each => app.BridgeOf(each.HttpConfig?.Url)!, StringComparer.Ordinal);

        var compared = bridges.All.Where(bridge => IscEvents.AreTakenBy(bridge) && IsOfTenant(bridge)).OrderBy(bridge => bridge.Name, StringComparer.Ordinal).ToList();
        var differences = new List<Difference>();
        foreach (var bridge in compared)
            differences.AddRange(await OfBridgeAsync(bridge, [.. byAddress[bridge.AddressName!]], asking));
        differences.AddRange(bridges.Broken.Select(broken => new Difference(broken.Name, SubscriptionId: null, "its file has errors, so it is not compared: 'bridges check' shows them")));
        foreach (var stray in byAddress.Where(group => !compared.Exists(bridge => bridge.AddressName == group.Key) && !bridges.IsUnready(group.Key)))
            differences.AddRange(stray.Select(each => new Difference(stray.Key, each.Id, $"{Name(each)} sends events of {each.TriggerId} to it, and {WhyStray(stray.Key)}: 'subscriptions delete {each.Id}' ends that")));

        return new DriftReport(_tenant, [.. compared.Select(bridge => bridge.Name)], [.. differences.OrderBy(each => each.Bridge, StringComparer.Ordinal)]);
    }

    private async Task<IEnumerable<Difference>> OfBridgeAsync(Bridge bridge, List<Subscription> subscriptions, HashSet<string> asking)
    {
        var enabled = subscriptions.FindAll(each => each.Enabled is not false);
        if (!bridge.Enabled)
            return enabled.Select(each => new Difference(bridge.Name, each.Id, $"{Name(each)} is enabled, and the bridge is not: ISC sends an event once, so those that come are lost"));

        var secrets = await SecretsAsync(bridge);
        return
        [
            .. OfNumber(bridge, subscriptions, enabled),
            .. secrets.Count > 0 ? [] : (Difference[])[new(bridge.Name, SubscriptionId: null, $"there is no secret '{bridge.Sender!.SecretNames[0]}' in {context.Session.Secrets.Place}: 'subscribe {bridge.Name}' makes one")],
            .. enabled.SelectMany(each => OfSubscription(bridge, each, secrets, asking).Select(problem => new Difference(bridge.Name, each.Id, $"{Name(each)} {problem}"))),
        ];
    }

    private static IEnumerable<Difference> OfNumber(Bridge bridge, List<Subscription> subscriptions, List<Subscription> enabled) => (enabled, subscriptions) switch
    {
        ([_], _) => [],
        ([], []) => [new(bridge.Name, SubscriptionId: null, $"no subscription sends events to it: 'subscribe {bridge.Name}{(bridge.Respond is null ? " --trigger ID" : "")}' makes one")],
        ([], _) => subscriptions.Select(each => new Difference(bridge.Name, each.Id, $"{Name(each)} is not enabled: 'subscribe {bridge.Name}' enables it")),
        _ => [new(bridge.Name, SubscriptionId: null, $"{enabled.Count} subscriptions send events to it, and one is enough: {string.Join(", ", enabled.Select(Name))}")],
    };

    private static IEnumerable<string> OfSubscription(Bridge bridge, Subscription subscription, List<string> secrets, HashSet<string> asking)
    {
        var http = subscription.HttpConfig!;
        // While a secret is changed, either may be sent.
        if (secrets.Count > 0 && !secrets.Exists(http.Fits))
            yield return $"sends {http.Describe()}, and the bridge expects {EventAuthentication.DescribeExpected(secrets[0])}: 'subscribe {bridge.Name}' sends its secret to ISC";

        if (bridge.Respond is not { } respond)
        {
            if (asking.Contains(subscription.TriggerId ?? ""))
                yield return $"is to {subscription.TriggerId}, which waits for an answer, and the bridge gives none";
            yield break;
        }

        if (subscription.TriggerId != respond.Trigger.Id)
        {
            yield return $"is to {subscription.TriggerId}, and the bridge answers {respond.Trigger.Id}";
            yield break;
        }

        if (http.HttpDispatchMode != ResponseType.Of(respond))
            yield return $"waits for answers by {http.HttpDispatchMode}, and the bridge gives them by {ResponseType.Of(respond)}: 'subscribe {bridge.Name}' changes that";
        if (ResponseType.DeadlineOf(respond) is { } deadline && !ResponseType.IsSameDeadline(subscription.ResponseDeadline, deadline))
            yield return $"waits for {subscription.ResponseDeadline}, and the bridge answers within {deadline}: 'subscribe {bridge.Name}' changes that";
    }

    private async Task<List<string>> SecretsAsync(Bridge bridge)
    {
        var secrets = new List<string>();
        foreach (var name in bridge.Sender!.SecretNames)
        {
            if (await context.Session.ReadSecretAsync(name, context.CancellationToken) is { } secret)
                secrets.Add(secret);
        }

        return secrets;
    }

    private string WhyStray(string name) => !bridges.TryFind(name, out var bridge) ? "there is no such bridge"
        : !IsOfTenant(bridge) ? $"its workflow is in tenant {bridge.Workflow.Tenant}"
        : $"its webhook's scheme is {bridge.Sender?.Scheme ?? "none"}, not {IscEvents.Scheme}";

    private bool IsOfTenant(Bridge bridge) => string.Equals(bridge.Workflow.Tenant, _tenant, StringComparison.OrdinalIgnoreCase);

    private static string Name(Subscription subscription) => $"subscription {subscription.Name} ({subscription.Id})";
}

/// <summary>What a tenant has against what the bridge files say.</summary>
/// <param name="Bridges">Those that were compared.</param>
internal sealed record DriftReport(string Tenant, IReadOnlyList<string> Bridges, IReadOnlyList<Difference> Differences);

/// <param name="Bridge">To which the address leads, be there one or not.</param>
/// <param name="SubscriptionId">Null where it is about no single one.</param>
internal sealed record Difference(string Bridge, string? SubscriptionId, string Problem);

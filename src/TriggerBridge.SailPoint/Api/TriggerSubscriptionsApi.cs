using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Who is told of the tenant's events.</summary>
public sealed class TriggerSubscriptionsApi
{
    private readonly IscConnection _isc;

    internal TriggerSubscriptionsApi(IscConnection isc) => _isc = isc;

    public IAsyncEnumerable<Subscription> ListAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        Paging.AllAsync(ListPageAsync, options, cancellationToken);

    public Task<IscPage<Subscription>> ListPageAsync(IscListOptions options, CancellationToken cancellationToken = default) =>
        _isc.PageAsync(
            new IscRequest(IscOperation.ListSubscriptions) { Query = ListQuery.Of(options, ListParameters.All, IscOperation.ListSubscriptions) },
            IscJson.Default.ListSubscription,
            cancellationToken);

    public Task<Subscription> CreateAsync(SubscriptionBody subscription, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(
            new IscRequest(IscOperation.CreateSubscription).With(subscription, IscJson.Default.SubscriptionBody), IscJson.Default.Subscription, cancellationToken);

    /// <summary>Replaces the subscription. The trigger stays what it was created with.</summary>
    public Task<Subscription> UpdateAsync(string id, SubscriptionBody subscription, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(
            new IscRequest(IscOperation.UpdateSubscription).Of(id).With(subscription, IscJson.Default.SubscriptionBody),
            IscJson.Default.Subscription,
            cancellationToken);

    public Task<Subscription> PatchAsync(string id, IReadOnlyList<JsonPatchOperation> changes, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(
            new IscRequest(IscOperation.PatchSubscription).Of(id).With(changes, IscJson.Default.IReadOnlyListJsonPatchOperation, IscRequest.JsonPatch),
            IscJson.Default.Subscription,
            cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _isc.TellAsync(new IscRequest(IscOperation.DeleteSubscription).Of(id), cancellationToken);

    /// <summary>Whether a filter of a subscription (Jayway JSONPath) lets an input through.</summary>
    public Task<FilterCheck> ValidateFilterAsync(FilterSample sample, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.TestSubscriptionFilter).With(sample, IscJson.Default.FilterSample), IscJson.Default.FilterCheck, cancellationToken);
}

using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Api;

/// <summary>The event triggers of the tenant.</summary>
public sealed class TriggersApi
{
    private readonly IscConnection _isc;

    internal TriggersApi(IscConnection isc) => _isc = isc;

    public IAsyncEnumerable<EventTrigger> ListAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        Paging.AllAsync(ListPageAsync, options, cancellationToken);

    public Task<IscPage<EventTrigger>> ListPageAsync(IscListOptions options, CancellationToken cancellationToken = default) =>
        _isc.PageAsync(
            new IscRequest(IscOperation.ListTriggers) { Query = ListQuery.Of(options, ListParameters.All, IscOperation.ListTriggers) },
            IscJson.Default.ListEventTrigger,
            cancellationToken);
}

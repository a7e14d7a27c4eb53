using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Api;

/// <summary>What workflows can be made of.</summary>
public sealed class WorkflowLibraryApi
{
    private readonly IscConnection _isc;

    internal WorkflowLibraryApi(IscConnection isc) => _isc = isc;

    /// <summary>Actions, triggers and operators together.</summary>
    public IAsyncEnumerable<LibraryItem> ListAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        List(IscOperation.ListCompleteWorkflowLibrary, ListParameters.Paging, options, cancellationToken);

    public IAsyncEnumerable<LibraryItem> ListActionsAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        List(IscOperation.ListWorkflowLibraryActions, ListParameters.Paging | ListParameters.Filters, options, cancellationToken);

    public IAsyncEnumerable<LibraryItem> ListTriggersAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        List(IscOperation.ListWorkflowLibraryTriggers, ListParameters.Paging | ListParameters.Filters, options, cancellationToken);

    public async Task<IReadOnlyList<LibraryItem>> ListOperatorsAsync(CancellationToken cancellationToken = default) =>
        (await PageAsync(IscOperation.ListWorkflowLibraryOperators, ListParameters.None, new(), cancellationToken)).Items;

    private IAsyncEnumerable<LibraryItem> List(IscOperation operation, ListParameters allowed, IscListOptions? options, CancellationToken cancellationToken) =>
        Paging.AllAsync((page, stop) => PageAsync(operation, allowed, page, stop), options, cancellationToken);

    private Task<IscPage<LibraryItem>> PageAsync(IscOperation operation, ListParameters allowed, IscListOptions options, CancellationToken cancellationToken) =>
        _isc.PageAsync(new IscRequest(operation) { Query = ListQuery.Of(options, allowed, operation) }, IscJson.Default.ListLibraryItem, cancellationToken);
}

using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Events that were sent to subscribers, and the answers to those that want one.</summary>
public sealed class TriggerInvocationsApi
{
    private readonly IscConnection _isc;

    internal TriggerInvocationsApi(IscConnection isc) => _isc = isc;

    public IAsyncEnumerable<InvocationStatus> ListStatusAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        Paging.AllAsync(ListStatusPageAsync, options, cancellationToken);

    public Task<IscPage<InvocationStatus>> ListStatusPageAsync(IscListOptions options, CancellationToken cancellationToken = default) =>
        _isc.PageAsync(
            new IscRequest(IscOperation.ListTriggerInvocationStatus) { Query = ListQuery.Of(options, ListParameters.All, IscOperation.ListTriggerInvocationStatus) },
            IscJson.Default.ListInvocationStatus,
            cancellationToken);

    /// <summary>Sends a test event to the subscriptions of a trigger.</summary>
    public async Task<IReadOnlyList<Invocation>> TestAsync(TestInvocation test, CancellationToken cancellationToken = default) =>
        (await _isc.PageAsync(
            new IscRequest(IscOperation.StartTestTriggerInvocation).With(test, IscJson.Default.TestInvocation), IscJson.Default.ListInvocation, cancellationToken)).Items;

    /// <summary>Answers an event that waits for it (<c>REQUEST_RESPONSE</c>).</summary>
    public Task CompleteAsync(string id, CompleteInvocation answer, CancellationToken cancellationToken = default) =>
        _isc.TellAsync(new IscRequest(IscOperation.CompleteTriggerInvocation).Of(id).With(answer, IscJson.Default.CompleteInvocation), cancellationToken);
}

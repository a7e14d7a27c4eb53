using Polly;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Api;

/// <summary>
/// The Workflows and Triggers APIs of one tenant, called with one credential: a personal access token's client for everything
/// but execute-external, which takes the workflow's own external-trigger client. Thread-safe.
/// </summary>
/// <remarks>
/// Every method throws <see cref="IscException"/> when ISC refuses or does not answer, and <see cref="NotSupportedException"/> before any call
/// when the tenant's API version has no such operation.
/// </remarks>
public sealed class IscApi
{
    internal IscApi(IscConnection connection)
    {
        Tenant = connection.Tenant;
        Workflows = new WorkflowsApi(connection);
        Executions = new WorkflowExecutionsApi(connection);
        Library = new WorkflowLibraryApi(connection);
        Triggers = new TriggersApi(connection);
        Subscriptions = new TriggerSubscriptionsApi(connection);
        Invocations = new TriggerInvocationsApi(connection);
    }

    public IscTenant Tenant { get; }

    public WorkflowsApi Workflows { get; }

    public WorkflowExecutionsApi Executions { get; }

    public WorkflowLibraryApi Library { get; }

    public TriggersApi Triggers { get; }

    public TriggerSubscriptionsApi Subscriptions { get; }

    public TriggerInvocationsApi Invocations { get; }
}

/// <summary>Makes an <see cref="IscApi"/> for a tenant and a credential; all share connections and tokens.</summary>
public sealed class IscApiFactory
{
    private readonly IscSender _sender;
    private readonly ResiliencePipeline<IscResponse> _repeats;

    internal IscApiFactory(IscSender sender, TimeProvider time)
    {
        _sender = sender;
        _repeats = IscRepeats.Create(time);
    }

    public IscApi Create(IscTenant tenant, ClientCredential credential) => new(new IscConnection(_sender, new IscCaller(tenant, credential), _repeats));
}

using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>Who reads where: a tenant and the client of a personal access token there.</summary>
internal sealed record IscReader(IscTenant Tenant, ClientCredential Credential)
{
    /// <summary>Asked just before each request leaves, when the token is there: false sends nothing. An answer may take two requests.</summary>
    public Func<ValueTask<bool>>? MaySend { get; init; }

    internal Uri Executions(string workflowId, string query) =>
        Tenant.Under($"{IscVersion.Prefix(Tenant.ApiVersion, "workflows")}/{Uri.EscapeDataString(workflowId)}/executions").With(query);

    internal Uri Execution(string executionId, string below = "") =>
        Tenant.Under($"{IscVersion.Prefix(Tenant.ApiVersion, "workflow-executions")}/{Uri.EscapeDataString(executionId)}{below}");
}

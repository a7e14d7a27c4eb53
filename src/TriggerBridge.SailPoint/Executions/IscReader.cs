using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>Who reads where: a tenant and the client of a personal access token there.</summary>
public sealed record IscReader(IscTenant Tenant, ClientCredential Credential)
{
    internal Uri Executions(string workflowId, string query) => Tenant.Under(IsByService
        ? $"workflows/v1/{Uri.EscapeDataString(workflowId)}/executions"
        : $"{Tenant.ApiVersion}/workflows/{Uri.EscapeDataString(workflowId)}/executions").With(query);

    internal Uri Execution(string executionId, string below = "") => Tenant.Under(IsByService
        ? $"workflow-executions/v1/{Uri.EscapeDataString(executionId)}{below}"
        : $"{Tenant.ApiVersion}/workflow-executions/{Uri.EscapeDataString(executionId)}{below}");

    private bool IsByService => string.Equals(Tenant.ApiVersion, "v1", StringComparison.Ordinal);
}

internal static class UriQuery
{
    public static Uri With(this Uri address, string query) => new($"{address.AbsoluteUri}?{query}");
}

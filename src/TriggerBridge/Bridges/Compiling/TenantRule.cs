using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

internal sealed class TenantRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft is not { Tenants: { } known, File.Workflow.Tenant: { } tenant } || known.Contains(tenant)) return;

        var configured = known.Count == 0 ? "none is" : string.Join(", ", known.Order(StringComparer.Ordinal));
        problems.Add(
            new("$.workflow.tenant", $"'{tenant}' is not configured ({configured}): set TriggerBridge__Tenants__{tenant}__BaseUrl"));
    }
}

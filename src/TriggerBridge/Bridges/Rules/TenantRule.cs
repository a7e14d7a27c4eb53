using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Rules;

internal sealed class TenantRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Workflow?.Tenant is not { } tenant || draft.Tenants.Contains(tenant)) return;

        var configured = draft.Tenants.Count == 0 ? "none is" : string.Join(", ", draft.Tenants.Order(StringComparer.Ordinal));
        problems.Add(
            new("$.workflow.tenant", $"'{tenant}' is not configured ({configured}): set TriggerBridge__Tenants__{tenant}__BaseUrl"));
    }
}

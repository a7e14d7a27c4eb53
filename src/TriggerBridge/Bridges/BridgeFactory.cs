using System.Diagnostics;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Bridges;

/// <summary>Makes a bridge of a draft that keeps all rules.</summary>
internal static class BridgeFactory
{
    public static Bridge Create(BridgeDraft draft)
    {
        var file = draft.File;
        if (file is not { Webhook: { } webhook, Input: { } input, Workflow: { } workflow }) throw new UnreachableException();

        return new Bridge
        {
            Name = draft.Name,
            Enabled = file.Enabled ?? true,
            Webhook = CreateSource(webhook, draft.Tables),
            Filter = file.Filter is { } filter ? Compiled(problems => EventFilter.Compile(filter, "$.filter", draft.Tables, problems)) : null,
            KeepFiltered = file.KeepFiltered ?? true,
            Input = Compiled(problems => InputTemplate.Compile(input, "$.input", draft.Tables, problems)),
            Workflow = CreateTarget(workflow),
            DispatchBudget = file.DispatchBudget?.Value,
            Retry = draft.Retry,
            WhenInDoubt = file.WhenInDoubt?.Value ?? WhenInDoubt.Hold,
            Settle = file.Settle?.Value ?? BridgeDefaults.Settle,
            Retention = file.Retention?.Value ?? BridgeDefaults.Retention,
        };
    }

    private static WebhookSource CreateSource(WebhookSection webhook, LookupTables tables)
    {
        if (webhook is not { Scheme: { } name, Secret: { } secret }) throw new UnreachableException();

        var usual = new HmacSignatureSpec();
        var scheme = WebhookSchemes.Create(name, new HmacSignatureSpec
        {
            Header = webhook.Header ?? usual.Header,
            Algorithm = webhook.Algorithm?.Value ?? usual.Algorithm,
            Prefix = webhook.Prefix ?? usual.Prefix,
            Encoding = webhook.Encoding?.Value ?? usual.Encoding,
        });
        return new WebhookSource(scheme, secret.Names, CompileText(webhook.DeliveryId ?? scheme.DeliveryId, tables), CompileText(scheme.EventType, tables));
    }

    private static WorkflowTarget CreateTarget(WorkflowSection workflow)
    {
        if (workflow is not { Tenant: { } tenant, Id: { } id, Credential: { } credential }) throw new UnreachableException();

        return new WorkflowTarget
        {
            Tenant = tenant,
            Id = id,
            Credential = credential,
            Envelope = workflow.Envelope?.Value ?? Envelope.Input,
            Correlate = workflow.Correlate ?? true,
        };
    }

    private static TextTemplate? CompileText(string? text, LookupTables tables) =>
        text is null ? null : Compiled(problems => TextTemplate.Compile(text, "$.webhook.deliveryId", tables, problems));

    // The rules have compiled it before, for its problems alone.
    private static T Compiled<T>(Func<ICollection<DocumentProblem>, T> compile)
    {
        var problems = new List<DocumentProblem>();
        var compiled = compile(problems);
        return problems.Count == 0 ? compiled : throw new UnreachableException(problems[0].ToString());
    }
}

using System.Diagnostics;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes a bridge of a draft that keeps all rules.</summary>
internal static class BridgeFactory
{
    private static readonly TimeSpan UsualTolerance = TimeSpan.FromMinutes(5);

    public static Bridge Create(BridgeDraft draft)
    {
        var file = draft.File;
        if (file is not { Input: { } input, Workflow: { } workflow }) throw new UnreachableException();

        return new Bridge
        {
            Name = draft.Name,
            Warnings = ForgottenPaths.Of(draft),
            Enabled = file.Enabled ?? true,
            Webhook = file.Webhook is { } webhook ? CreateSource(webhook, draft.Tables) : null,
            Poll = file.Poll is { } poll ? Compiled(problems => new PollCompiler(poll, draft, problems).Compile()) : null,
            Filter = file.Filter is { } filter ? Compiled(problems => EventFilter.Compile(filter, "$.filter", draft.Tables, problems)) : null,
            KeepFiltered = file.KeepFiltered ?? true,
            Input = Compiled(problems => InputTemplate.Compile(input, "$.input", draft.Tables, problems)),
            Workflow = CreateTarget(workflow),
            DispatchBudget = file.DispatchBudget?.Value,
            Retry = draft.Retry,
            WhenInDoubt = file.WhenInDoubt?.Value ?? BridgeDefaults.WhenInDoubt,
            Settle = file.Settle?.Value ?? BridgeDefaults.Settle,
            Retention = file.Retention?.Value ?? BridgeDefaults.Retention,
        };
    }

    private static WebhookSource CreateSource(WebhookSection webhook, LookupTables tables)
    {
        if (webhook is not { Scheme: { } name, Secret: { } secret }) throw new UnreachableException();

        var scheme = WebhookSchemes.Create(name, new SchemeOptions
        {
            Signature = CreateSignature(webhook),
            Header = webhook.Header,
            Parameter = webhook.Parameter,
            Tolerance = webhook.Tolerance?.Value,
        });
        if (webhook.DeliveryId == WebhookSection.Hash) scheme = scheme with { DeliveryIds = [], BodiesRepeat = false };
        return new WebhookSource(
            scheme,
            secret.Names,
            CompileTexts(webhook.DeliveryId is { } deliveryId and not WebhookSection.Hash ? [deliveryId] : scheme.DeliveryIds, tables),
            CompileTexts(webhook.EventType is { } eventType ? [eventType] : scheme.EventTypes, tables))
        {
            VerifyTokenName = webhook.VerifyToken,
            ReplayWindow = webhook.ReplayWindow?.Value,
        };
    }

    private static HmacSignatureSpec CreateSignature(WebhookSection webhook)
    {
        var usual = new HmacSignatureSpec();
        return new HmacSignatureSpec
        {
            Header = webhook.Header ?? usual.Header,
            Algorithm = webhook.Algorithm?.Value ?? usual.Algorithm,
            Prefix = webhook.Prefix ?? usual.Prefix,
            Encoding = webhook.Encoding?.Value ?? usual.Encoding,
            Separator = webhook.Separator is [var separator] ? separator : usual.Separator,
            Signed = webhook.Signed is null ? usual.Signed : SignedContent.Of(webhook.Signed),
            Key = webhook.Key?.Value ?? usual.Key,
            Time = webhook.Timestamp is null
                ? usual.Time
                : new() { Header = webhook.Timestamp.ToLowerInvariant(), Format = webhook.TimestampFormat?.Value ?? default, Tolerance = UsualTolerance },
        };
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

    private static IReadOnlyList<TextTemplate> CompileTexts(IReadOnlyList<string> texts, LookupTables tables) =>
        [.. texts.Select(text => Compiled(problems => TextTemplate.Compile(text, "$.webhook", tables, problems)))];

    // The rules have compiled it before, for its problems alone.
    private static T Compiled<T>(Func<ICollection<DocumentProblem>, T> compile)
    {
        var problems = new List<DocumentProblem>();
        var compiled = compile(problems);
        return problems.Count == 0 ? compiled : throw new UnreachableException(problems[0].ToString());
    }
}

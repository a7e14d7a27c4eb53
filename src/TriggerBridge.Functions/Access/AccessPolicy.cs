using TriggerBridge.Auditing;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Access;

/// <summary>Who may call a function.</summary>
internal sealed record AccessPolicy
{
    private AccessPolicy()
    {
    }

    /// <summary>Everybody: the function tells nothing, or proves by itself who asks.</summary>
    public static AccessPolicy Open { get; } = new() { IsOpen = true };

    /// <summary>Everybody with a role, whichever it is.</summary>
    public static AccessPolicy AnyRole { get; } = new();

    public bool IsOpen { get; private init; }

    /// <summary>Null: any will do.</summary>
    public OperatorRole? Role { get; private init; }

    /// <summary>The action that is written down before the function runs (<see cref="AuditActions"/>); null: none is.</summary>
    public string? Audit { get; private init; }

    /// <summary>The body is an order of the operator, who may say why in <c>reason</c>; otherwise it is not looked into.</summary>
    public bool HasAuditedBody { get; private init; }

    private Func<HttpRequest, bool>? Audits { get; init; }

    public static AccessPolicy Of(OperatorRole role) => new() { Role = role };

    /// <summary>As <see cref="Of(OperatorRole)"/>, and written down.</summary>
    /// <param name="role">The role that it needs.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="hasAuditedBody">See <see cref="HasAuditedBody"/>.</param>
    /// <param name="when">For which requests; null: for all.</param>
    public static AccessPolicy Of(OperatorRole role, string action, bool hasAuditedBody = true, Func<HttpRequest, bool>? when = null) =>
        new() { Role = role, Audit = action, HasAuditedBody = hasAuditedBody, Audits = when };

    /// <summary>Whether this request is written down.</summary>
    public bool IsAudited(HttpRequest request) => Audit is not null && Audits?.Invoke(request) != false;
}

/// <summary>Who may do what: all functions with an address. One that is not here is closed.</summary>
internal static class AccessPolicies
{
    private static readonly Dictionary<string, AccessPolicy> ByFunction = new Dictionary<string, AccessPolicy>(StringComparer.Ordinal)
    {
        [nameof(ReceiveWebhook)] = AccessPolicy.Open,
        [nameof(Health)] = AccessPolicy.Open,
        [nameof(Status)] = AccessPolicy.AnyRole,
        [nameof(GetOpenApi)] = AccessPolicy.AnyRole,

        [nameof(ListDeliveries)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),
        [nameof(GetDelivery)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),
        // Masked. As it is it needs Deliveries.Operate: the function asks.
        [nameof(GetPayload)] = AccessPolicy.Of(OperatorRole.DeliveriesRead, AuditActions.ReadPayload, when: request => GetPayload.Plain.Of(request)),
        [nameof(ListPolls)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),
        [nameof(GetDrift)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),

        [nameof(ReplayDelivery)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.ReplayDelivery),
        [nameof(ReplayDeliveries)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.ReplayDeliveries),
        [nameof(SkipDelivery)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.SkipDelivery),
        [nameof(RunPoll)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.RunPoll),
        [nameof(ResetPoll)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.ResetPoll),
        // These show what events hold.
        [nameof(PreviewPoll)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.PreviewPoll),
        [nameof(PreviewEvent)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.PreviewBridge, hasAuditedBody: false),
        [nameof(InferSchema)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate, AuditActions.InferSchema),

        [nameof(PauseBridge)] = AccessPolicy.Of(OperatorRole.BridgesManage, AuditActions.PauseBridge),
        [nameof(ResumeBridge)] = AccessPolicy.Of(OperatorRole.BridgesManage, AuditActions.ResumeBridge),
        [nameof(PairBridge)] = AccessPolicy.Of(OperatorRole.BridgesManage, AuditActions.PairBridge),
        [nameof(GetPairing)] = AccessPolicy.Of(OperatorRole.BridgesManage, AuditActions.ReadPairing),
        [nameof(AcceptDrift)] = AccessPolicy.Of(OperatorRole.BridgesManage, AuditActions.AcceptDrift),

        [nameof(GetAudit)] = AccessPolicy.Of(OperatorRole.AuditRead),
    };

    /// <returns>Null: nobody may.</returns>
    public static AccessPolicy? Of(string function) => ByFunction.GetValueOrDefault(function);
}

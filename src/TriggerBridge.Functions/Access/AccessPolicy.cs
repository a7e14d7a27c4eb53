using System.Collections.Frozen;
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

    public static AccessPolicy Of(OperatorRole role) => new() { Role = role };
}

/// <summary>Who may do what: all functions with an address. One that is not here is closed.</summary>
internal static class AccessPolicies
{
    private static readonly FrozenDictionary<string, AccessPolicy> ByFunction = new Dictionary<string, AccessPolicy>(StringComparer.Ordinal)
    {
        [nameof(ReceiveWebhook)] = AccessPolicy.Open,
        [nameof(Health)] = AccessPolicy.Open,
        [nameof(Status)] = AccessPolicy.AnyRole,
        [nameof(GetOpenApi)] = AccessPolicy.AnyRole,

        [nameof(ListDeliveries)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),
        [nameof(GetDelivery)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),
        [nameof(ListPolls)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),
        [nameof(GetDrift)] = AccessPolicy.Of(OperatorRole.DeliveriesRead),

        [nameof(ReplayDelivery)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        [nameof(ReplayDeliveries)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        [nameof(SkipDelivery)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        [nameof(RunPoll)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        [nameof(ResetPoll)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        // These show what events hold.
        [nameof(PreviewPoll)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        [nameof(PreviewEvent)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),
        [nameof(InferSchema)] = AccessPolicy.Of(OperatorRole.DeliveriesOperate),

        [nameof(PauseBridge)] = AccessPolicy.Of(OperatorRole.BridgesManage),
        [nameof(ResumeBridge)] = AccessPolicy.Of(OperatorRole.BridgesManage),
        [nameof(PairBridge)] = AccessPolicy.Of(OperatorRole.BridgesManage),
        [nameof(GetPairing)] = AccessPolicy.Of(OperatorRole.BridgesManage),
        [nameof(AcceptDrift)] = AccessPolicy.Of(OperatorRole.BridgesManage),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Null: nobody may.</returns>
    public static AccessPolicy? Of(string function) => ByFunction.GetValueOrDefault(function);
}

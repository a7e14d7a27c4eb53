using System.Text.Json.Serialization;

namespace TriggerBridge.Operators;

/// <summary>What an operator may do. The names in JSON are those of the app roles in Entra ID.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperatorRole>))]
public enum OperatorRole
{
    /// <summary>See deliveries; what an event and an input hold is masked.</summary>
    [JsonStringEnumMemberName("Deliveries.Read")]
    DeliveriesRead,

    /// <summary>See plain events and inputs, replay and skip deliveries, run and reset polls. It includes <see cref="DeliveriesRead"/>.</summary>
    [JsonStringEnumMemberName("Deliveries.Operate")]
    DeliveriesOperate,

    /// <summary>Pause, resume and pair bridges.</summary>
    [JsonStringEnumMemberName("Bridges.Manage")]
    BridgesManage,

    /// <summary>See who did what.</summary>
    [JsonStringEnumMemberName("Audit.Read")]
    AuditRead,
}

internal static class OperatorRoles
{
    public static IReadOnlyList<OperatorRole> All { get; } = [OperatorRole.DeliveriesRead, OperatorRole.DeliveriesOperate, OperatorRole.BridgesManage, OperatorRole.AuditRead];

    public static string Name(this OperatorRole role) => role switch
    {
        OperatorRole.DeliveriesRead => "Deliveries.Read",
        OperatorRole.DeliveriesOperate => "Deliveries.Operate",
        OperatorRole.BridgesManage => "Bridges.Manage",
        OperatorRole.AuditRead => "Audit.Read",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>Reads a role's name. Entra ID and people write it as it is; another spelling is no role.</summary>
    public static OperatorRole? Find(string name)
    {
        foreach (var role in All)
            if (role.Name() == name) return role;
        return null;
    }
}

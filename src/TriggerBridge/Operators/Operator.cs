namespace TriggerBridge.Operators;

/// <summary>How somebody proved who they are.</summary>
public enum OperatorKind
{
    /// <summary>By an API key.</summary>
    Key,

    /// <summary>By an access token of Entra ID.</summary>
    Entra,
}

/// <summary>Somebody who has proved who they are.</summary>
/// <param name="Kind">How.</param>
/// <param name="Id">What never changes: the object id in Entra ID, or the name of a key.</param>
/// <param name="Name">For people: the name in the token, or that of the key.</param>
/// <param name="Roles">What they may do.</param>
internal sealed record Operator(OperatorKind Kind, string Id, string Name, IReadOnlyCollection<OperatorRole> Roles)
{
    /// <summary>The most characters of why they do something.</summary>
    public const int LongestReason = 500;

    public bool May(OperatorRole role) => Roles.Contains(role) || (role == OperatorRole.DeliveriesRead && Roles.Contains(OperatorRole.DeliveriesOperate));
}

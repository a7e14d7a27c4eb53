using TriggerBridge.Ledger;

namespace TriggerBridge.Functions.Requests;

/// <summary>A status as an operator writes it.</summary>
internal static class StatusName
{
    public static string Problem(string? text) => $"'{text}' is not a status: use one of {string.Join(", ", Enum.GetNames<DeliveryStatus>())}.";

    public static bool TryParse(string? text, out DeliveryStatus status) =>
        Enum.TryParse(text, ignoreCase: true, out status) && Enum.IsDefined(status);
}

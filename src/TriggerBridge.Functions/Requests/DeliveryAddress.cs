namespace TriggerBridge.Functions.Requests;

/// <summary>The parts of a delivery's address, as they come in paths and queries.</summary>
internal static class DeliveryAddress
{
    /// <summary>Whether text can be part of a key of the ledger; what cannot is an address of nothing.</summary>
    public static bool IsKeyPart(string text) => text.Length <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}

namespace TriggerBridge.Webhooks;

/// <param name="DeliveryId">See <see cref="Webhooks.DeliveryId"/>.</param>
/// <param name="SenderId">The sender's own id; null where it gave none and the delivery id comes from the body.</param>
public sealed record DeliveryIdentity(string DeliveryId, string? SenderId);

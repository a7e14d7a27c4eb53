using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Webhooks;

/// <summary>Makes the ids by which deliveries are told apart: 32 lower case hex digits, safe in keys and addresses.</summary>
public static class DeliveryId
{
    private const int KeptBytes = 16;

    /// <summary>From the sender's own id of the event.</summary>
    public static string From(string senderId) => Shorten(SHA256.HashData(Encoding.UTF8.GetBytes(senderId)));

    /// <summary>For an event to which its sender gave no id: the same bytes at the same time are the same event.</summary>
    public static string Derive(ReadOnlySpan<byte> body, string? sentAt = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        if (sentAt is not null) hash.AppendData(Encoding.UTF8.GetBytes("\n" + sentAt));
        return Shorten(hash.GetHashAndReset());
    }

    internal static string Shorten(ReadOnlySpan<byte> digest) => Convert.ToHexStringLower(digest[..KeptBytes]);
}

/// <param name="DeliveryId">See <see cref="Webhooks.DeliveryId"/>.</param>
/// <param name="SenderId">The sender's own id; null where it gave none and the delivery id comes from the body.</param>
public sealed record DeliveryIdentity(string DeliveryId, string? SenderId);

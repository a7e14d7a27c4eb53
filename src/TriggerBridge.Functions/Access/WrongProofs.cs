using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Functions.Access;

/// <summary>
/// Counts wrong proofs by the address that they come from, and slows those that come from it: whoever guesses waits. A right proof is never asked
/// for its address. An IPv6 address counts with its network (/64), all of which is usually one customer's.
/// </summary>
internal sealed class WrongProofs(TimeProvider time)
{
    /// <summary>How many are answered in a minute before the others of that minute are slowed.</summary>
    public const int MostAMinute = 10;

    /// <summary>How many addresses are known at once; the oldest give way.</summary>
    public const int MostAddresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Count> _counts = [];

    /// <summary>For tests.</summary>
    public int Addresses
    {
        get
        {
            lock (_lock) return _counts.Count;
        }
    }

    /// <summary>One more came.</summary>
    /// <returns>How long its address has to wait; null: it need not.</returns>
    public TimeSpan? Add(IPAddress? address)
    {
        var (network, now) = (NetworkOf(address), time.GetTimestamp());
        lock (_lock)
        {
            if (!_counts.TryGetValue(network, out var count) || time.GetElapsedTime(count.Since, now) >= Window)
            {
                if (_counts.Count >= MostAddresses) MakeRoom(now);
                _counts[network] = new Count(now, 1);
                return null;
            }

            _counts[network] = count with { Proofs = count.Proofs + 1 };
            return count.Proofs < MostAMinute ? null : Window - time.GetElapsedTime(count.Since, now);
        }
    }

    // At once for many: it looks at all of them.
    private void MakeRoom(long now)
    {
        foreach (var over in _counts.Where(each => time.GetElapsedTime(each.Value.Since, now) >= Window).Select(each => each.Key).ToList()) _counts.Remove(over);
        if (_counts.Count < MostAddresses) return;
        foreach (var oldest in _counts.OrderBy(each => each.Value.Since).Take(MostAddresses / 10).Select(each => each.Key).ToList()) _counts.Remove(oldest);
    }

    // An IPv4 address in IPv6's form; who has none shares one place.
    private static UInt128 NetworkOf(IPAddress? address)
    {
        if (address is null) return UInt128.Zero;
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }) bytes[8..].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private sealed record Count(long Since, int Proofs);
}

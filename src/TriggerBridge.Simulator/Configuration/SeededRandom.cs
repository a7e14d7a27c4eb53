using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Simulator.Configuration;

/// <summary>Ids and chances, repeatable with a seed.</summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Ids and chances of a simulator are no secrets.")]
internal sealed class SeededRandom(int? seed)
{
    private readonly Random _random = seed is { } value ? new Random(value) : new Random();
    private readonly Lock _gate = new();

    /// <summary>A version 4 UUID.</summary>
    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public bool Happens(double probability)
    {
        lock (_gate)
            return _random.NextDouble() < probability;
    }
}

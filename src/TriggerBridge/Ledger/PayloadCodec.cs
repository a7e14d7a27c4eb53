using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// Packs a payload into binary properties of a row and back: three length-prefixed parts (header, input, body), Brotli-compressed
/// as a whole where that pays. A table entity may have 1 MiB and a property 64 KiB; the local emulator measures base64, hence the lower limits.
/// </summary>
internal static class PayloadCodec
{
    public const int MostCompressedBytes = 700 * 1024;

    private const int PropertyBytes = 60 * 1024;

    // Quality 1 costs a few dozen microseconds for a typical event and still takes two thirds off.
    private const int LeastToCompress = 1024;
    private const int Quality = 1;
    private const int WindowBits = 18;

    /// <summary>Packs a payload; false when it would not fit into a row.</summary>
    public static bool TryPack(DeliveryPayload payload, out PackedPayload packed)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new PayloadHeader
            {
                ContentType = payload.ContentType,
                Headers = payload.Headers,
                Query = payload.Query,
                Envelope = payload.Envelope.ValueKind == JsonValueKind.Undefined ? null : payload.Envelope,
            },
            LedgerJson.Default.PayloadHeader);
        var length = (3 * sizeof(int)) + header.Length + payload.Input.Length + payload.Body.Length;
        if (length < LeastToCompress)
        {
            var small = new byte[length];
            Join(small, header, payload);
            packed = new PackedPayload(small, length);
            return true;
        }

        var plain = ArrayPool<byte>.Shared.Rent(length);
        var compressed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(length));
        try
        {
            Join(plain, header, payload);
            if (!BrotliEncoder.TryCompress(plain.AsSpan(0, length), compressed, out var written, Quality, WindowBits))
                throw new InvalidOperationException("Brotli needs more room than its own bound.");

            packed = new PackedPayload(written <= MostCompressedBytes ? compressed.AsSpan(0, written).ToArray() : [], length);
            return written <= MostCompressedBytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    public static void Write(PackedPayload packed, TableEntity row)
    {
        row[Columns.PayloadLength] = packed.PlainLength;
        if (packed.PlainLength < LeastToCompress)
        {
            row[Columns.PlainPayload] = packed.Bytes;
            return;
        }

        for (var (part, offset) = (0, 0); offset < packed.Bytes.Length; part++, offset += PropertyBytes)
            row[Columns.Payload(part)] = packed.Bytes.AsSpan(offset, Math.Min(PropertyBytes, packed.Bytes.Length - offset)).ToArray();
    }

    /// <summary>Reads the payload of a row; false when the row has none (it was left out, or not selected).</summary>
    public static bool TryRead(TableEntity row, out DeliveryPayload payload)
    {
        payload = new DeliveryPayload { Body = default, Input = default };
        if (row.GetInt32(Columns.PayloadLength) is not { } length)
            return false;

        var rest = (ReadOnlyMemory<byte>)(row.GetBinary(Columns.PlainPayload) ?? Decompress(row, length));
        var header = JsonSerializer.Deserialize(Take(ref rest).Span, LedgerJson.Default.PayloadHeader)
            ?? throw new InvalidDataException("A payload has no header.");
        var input = Take(ref rest);
        payload = new DeliveryPayload { Body = Take(ref rest), Input = input, ContentType = header.ContentType };
        if (header.Headers is { } headers)
            payload = payload with { Headers = headers };
        if (header.Query is { } query)
            payload = payload with { Query = query };
        if (header.Envelope is { } envelope)
            payload = payload with { Envelope = envelope };
        return true;
    }

    private static byte[] Decompress(TableEntity row, int length)
    {
        var plain = new byte[length];
        using var decoder = new BrotliDecoder();
        var offset = 0;
        for (var part = 0; row.GetBinary(Columns.Payload(part)) is { } bytes; part++)
        {
            var source = bytes.AsSpan();
            while (!source.IsEmpty)
            {
                var status = decoder.Decompress(source, plain.AsSpan(offset), out var consumed, out var written);
                // Without any progress there is more than the length says, or something after the end.
                if (status == OperationStatus.InvalidData || (consumed == 0 && written == 0))
                    throw new InvalidDataException("A payload in the ledger cannot be unpacked.");
                source = source[consumed..];
                offset += written;
            }
        }

        if (offset != plain.Length)
            throw new InvalidDataException("A payload in the ledger is shorter than it was.");
        return plain;
    }

    private static void Join(Span<byte> plain, byte[] header, DeliveryPayload payload)
    {
        Append(ref plain, header);
        Append(ref plain, payload.Input.Span);
        Append(ref plain, payload.Body.Span);
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, part.Length);
        part.CopyTo(rest[sizeof(int)..]);
        rest = rest[(sizeof(int) + part.Length)..];
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        var part = rest.Slice(sizeof(int), length);
        rest = rest[(sizeof(int) + length)..];
        return part;
    }
}

/// <summary>A payload as it goes into a row.</summary>
/// <param name="Bytes">Compressed, unless they are few.</param>
/// <param name="PlainLength">Bytes before compression.</param>
internal sealed record PackedPayload(byte[] Bytes, int PlainLength);

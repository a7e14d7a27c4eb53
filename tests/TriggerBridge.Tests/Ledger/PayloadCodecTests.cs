using System.IO.Compression;
using System.Security.Cryptography;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Ledger;

public sealed class PayloadCodecTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(61_440)]
    [InlineData(300_000)]
    [InlineData(700_000)]
    public void What_is_packed_comes_back_byte_for_byte(int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        var payload = Sample.Payload(body) with { Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "ä€" } };

        Assert.True(PayloadCodec.TryPack(payload, out var packed));
        var row = new TableEntity("p", "r");
        PayloadCodec.Write(packed, row);

        Assert.True(PayloadCodec.TryRead(row, out var back));
        Assert.Equal(body, back.Body.ToArray());
        Assert.Equal(payload.Input.ToArray(), back.Input.ToArray());
        Assert.Equal(payload.ContentType, back.ContentType);
        Assert.Equal(payload.Headers, back.Headers);
        Assert.Equal(payload.Query, back.Query);
        Assert.All(row.Select(column => column.Value).OfType<byte[]>(), part => Assert.InRange(part.Length, 1, 60 * 1024));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(2_000, true)]
    public void Only_what_is_large_enough_is_compressed(int length, bool isCompressed)
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(new byte[length]), out var packed));
        Assert.Equal(isCompressed, packed.Bytes.Length < packed.PlainLength);
    }

    [Fact]
    public void A_small_payload_that_was_compressed_is_read_as_well()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(), out var packed));
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(packed.PlainLength)];
        Assert.True(BrotliEncoder.TryCompress(packed.Bytes, compressed, out var written));
        var row = new TableEntity("p", "r") { ["PayloadLength"] = packed.PlainLength, ["Payload0"] = compressed[..written] };

        Assert.True(PayloadCodec.TryRead(row, out var back));
        Assert.Equal(Sample.Payload().Body.ToArray(), back.Body.ToArray());
    }

    [Fact]
    public void A_megabyte_of_text_fits_and_one_of_noise_does_not()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(new byte[1024 * 1024]), out _));
        Assert.False(PayloadCodec.TryPack(Sample.Payload(RandomNumberGenerator.GetBytes(1024 * 1024)), out _));
    }

    [Fact]
    public void A_row_without_payload_says_so() => Assert.False(PayloadCodec.TryRead(new TableEntity("p", "r"), out _));

    [Fact]
    public void A_part_too_many_is_an_error()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(new byte[2048]), out var packed));
        var row = new TableEntity("p", "r");
        PayloadCodec.Write(packed, row);
        row["Payload1"] = new byte[] { 1, 2, 3 };

        Assert.Throws<InvalidDataException>(() => PayloadCodec.TryRead(row, out _));
    }

    [Fact]
    public void A_part_that_is_gone_is_an_error_and_not_half_a_payload()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(RandomNumberGenerator.GetBytes(200_000)), out var packed));
        var row = new TableEntity("p", "r");
        PayloadCodec.Write(packed, row);
        row.Remove("Payload2");
        row.Remove("Payload3");

        Assert.Throws<InvalidDataException>(() => PayloadCodec.TryRead(row, out _));
    }
}

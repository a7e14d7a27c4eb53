using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Drift;

/// <summary>The table <c>Drift</c>: a row for what events of a bridge look like that should look alike. Names and counts, no values.</summary>
internal sealed class DriftTable(TableServiceClient service)
{
    private const string Shape = nameof(Shape);
    private const string Changes = nameof(Changes);
    private const string Length = nameof(Length);
    private const string WriteId = nameof(WriteId);
    private const string Touching = nameof(Touching);

    // A property of a row may have 64 KiB; the local emulator measures base64.
    private const int PropertyBytes = 45 * 1024;
    private const int MostParts = 16;
    private const int MostOfBridge = 1000;

    private static readonly string[] WithoutShape =
    [
        "PartitionKey", "RowKey", "Timestamp", nameof(ShapeKey.EventType), nameof(ShapeKey.Source), nameof(ShapeKey.IsWanted), nameof(EventShape.Events), nameof(EventShape.FirstAt), nameof(EventShape.LastAt),
        nameof(EventShape.PassedOver), nameof(EventShape.Paths), nameof(EventShape.IsFull), nameof(EventShape.AcceptedAt), Changes + "0", Changes + Length,
    ];

    private readonly SideTable _table = new(service, "Drift");

    /// <returns>What is known, with the ETag and who wrote it; nulls where there is nothing yet.</returns>
    public async Task<(EventShape? Shape, ETag? ETag, string? WriteId)> ReadAsync(ShapeKey key) =>
        await _table.FindAsync(key.Bridge, RowKeyOf(key)) is { } row ? (ShapeOf(row), row.ETag, row.GetString(WriteId)) : (null, null, null);

    /// <param name="isTouching">Something changed that the bridge reads.</param>
    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(ShapeKey key, EventShape shape, bool isTouching, string writeId, ETag? read)
    {
        var row = new TableEntity(key.Bridge, RowKeyOf(key))
        {
            [nameof(key.EventType)] = key.EventType,
            [nameof(key.Source)] = key.Source.ToString(),
            [nameof(key.IsWanted)] = key.IsWanted,
            [nameof(shape.Events)] = shape.Events,
            [nameof(shape.FirstAt)] = shape.FirstAt,
            [nameof(shape.LastAt)] = shape.LastAt,
            [nameof(shape.PassedOver)] = shape.PassedOver,
            [nameof(shape.Paths)] = shape.Paths,
            [nameof(shape.IsFull)] = shape.IsFull,
            [WriteId] = writeId,
            [Touching] = isTouching ? "yes" : "no",
        };
        if (shape.AcceptedAt is { } acceptedAt) row[nameof(shape.AcceptedAt)] = acceptedAt;
        Pack(row, Shape, shape.Root, DriftJson.Own.ShapeNode);
        Pack(row, Changes, shape.Changes, DriftJson.Own.ListShapeChange);
        return await (await _table.ReadyAsync()).TryWriteAsync(row, read) is not null;
    }

    /// <summary>All of a bridge, without what is usual.</summary>
    public async Task<IReadOnlyList<(ShapeKey Key, EventShape Shape)>> ListAsync(string bridge, CancellationToken cancellationToken)
    {
        var all = new List<(ShapeKey, EventShape)>();
        await foreach (var row in RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {bridge}"), WithoutShape, cancellationToken)) all.Add((KeyOf(row), SummaryOf(row)));
        return all;
    }

    /// <summary>Of all bridges, those in which something changed that the bridge reads.</summary>
    public async Task<IReadOnlyList<(ShapeKey Key, EventShape Shape)>> ListTouchingAsync(CancellationToken cancellationToken)
    {
        var all = new List<(ShapeKey, EventShape)>();
        await foreach (var row in RowsAsync(TableClient.CreateQueryFilter($"Touching eq {"yes"}"), WithoutShape, cancellationToken)) all.Add((KeyOf(row), SummaryOf(row)));
        return all;
    }

    public async Task<int> CountAsync(string bridge)
    {
        var count = 0;
        await foreach (var _ in RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {bridge}"), ["RowKey"], CancellationToken.None)) count++;
        return count;
    }

    /// <summary>Deletes what belongs to bridges that there are no more.</summary>
    /// <param name="isGone">Whether a bridge is one of these.</param>
    /// <param name="before">What was written later stays.</param>
    public async Task<int> PurgeAsync(Func<string, bool> isGone, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<(string Bridge, string RowKey, ETag ETag)>();
        await foreach (var row in RowsAsync(TableClient.CreateQueryFilter($"PartitionKey gt {""}"), ["PartitionKey", "RowKey", "Timestamp"], cancellationToken))
        {
            if (row.Timestamp < before && isGone(row.PartitionKey)) old.Add((row.PartitionKey, row.RowKey, row.ETag));
            if (old.Count == MostOfBridge) break;
        }

        var table = await _table.ReadyAsync();
        foreach (var (bridge, rowKey, etag) in old)
        {
            try
            {
                await TableCalls.CallAsync(() => table.DeleteEntityAsync(bridge, rowKey, etag, cancellationToken), cancellationToken);
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                // The bridge is back.
            }
        }

        return old.Count;
    }

    private async IAsyncEnumerable<TableEntity> RowsAsync(string filter, string[] select, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        await foreach (var row in table.RowsAsync(filter, select, pageSize: null, cancellationToken)) yield return row;
    }

    // A type may have characters that a key may not.
    private static string RowKeyOf(ShapeKey key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Source}|{key.IsWanted}|{key.EventType}")).AsSpan(0, 16));

    private static ShapeKey KeyOf(TableEntity row) => new(
        row.PartitionKey, row.GetString(nameof(ShapeKey.EventType)) ?? "", Enum.TryParse<EventSource>(row.GetString(nameof(ShapeKey.Source)), out var source) ? source : default, row.GetBoolean(nameof(ShapeKey.IsWanted)) ?? true);

    private static EventShape ShapeOf(TableEntity row)
    {
        var shape = SummaryOf(row);
        // One that does not fit is begun anew.
        shape.Root = Unpack(row, Shape, DriftJson.Own.ShapeNode) ?? new ShapeNode();
        return shape;
    }

    private static EventShape SummaryOf(TableEntity row) => new()
    {
        Root = new ShapeNode { Seen = row.GetInt64(nameof(EventShape.Events)) ?? 0 },
        FirstAt = row.GetDateTimeOffset(nameof(EventShape.FirstAt)) ?? default,
        LastAt = row.GetDateTimeOffset(nameof(EventShape.LastAt)) ?? default,
        PassedOver = row.GetInt64(nameof(EventShape.PassedOver)) ?? 0,
        Paths = row.GetInt32(nameof(EventShape.Paths)) ?? 0,
        IsFull = row.GetBoolean(nameof(EventShape.IsFull)) ?? false,
        AcceptedAt = row.GetDateTimeOffset(nameof(EventShape.AcceptedAt)),
        Changes = Unpack(row, Changes, DriftJson.Own.ListShapeChange) ?? [],
    };

    private static void Pack<T>(TableEntity row, string name, T value, JsonTypeInfo<T> type)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        if (!BrotliEncoder.TryCompress(plain, packed, out var length, quality: 5, window: 20)) throw new InvalidOperationException("Brotli needs more room than its own bound.");
        if (length > PropertyBytes * MostParts) return;
        row[name + Length] = plain.Length;
        for (var (part, offset) = (0, 0); offset < length; part++, offset += PropertyBytes)
            row[$"{name}{part}"] = packed.AsSpan(offset, Math.Min(PropertyBytes, length - offset)).ToArray();
    }

    private static T? Unpack<T>(TableEntity row, string name, JsonTypeInfo<T> type)
        where T : class
    {
        if (row.GetInt32(name + Length) is not { } length) return null;
        byte[] packed = [.. Enumerable.Range(0, MostParts).Select(part => row.GetBinary($"{name}{part}")).TakeWhile(part => part is not null).SelectMany(part => part!)];
        var plain = new byte[length];
        return BrotliDecoder.TryDecompress(packed, plain, out var written) && written == length ? JsonSerializer.Deserialize(plain, type) : null;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 256)]
[JsonSerializable(typeof(ShapeNode))]
[JsonSerializable(typeof(List<ShapeChange>))]
internal sealed partial class DriftJson : JsonSerializerContext
{
    /// <summary>It stands in no HTML.</summary>
    public static DriftJson Own => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

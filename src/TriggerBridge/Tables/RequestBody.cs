using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Core;

namespace TriggerBridge.Tables;

/// <summary>A request's bytes and the JSON writer onto them, both used again and again.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer holds nothing but the buffer.")]
internal sealed class RequestBody
{
    private const int MaxKept = 64;
    private const int MaxKeptBytes = 256 * 1024;

    private static readonly ConcurrentQueue<RequestBody> Free = new();

    private readonly ArrayBufferWriter<byte> _bytes = new(8 * 1024);
    private readonly Utf8JsonWriter _json;

    private RequestBody() => _json = new(_bytes, new()
    {
        // The service reads UTF-8; escaping every umlaut would only make the rows larger.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public int Length => _bytes.WrittenCount;

    public static RequestBody Rent() => Free.TryDequeue(out var body) ? body : new();

    public RequestContent AsContent() => RequestContent.Create(_bytes.WrittenMemory);

    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Write(string text) => Encoding.UTF8.GetBytes(text, _bytes);

    public void WriteJson(TableEntity entity)
    {
        _json.Reset();
        EntityWriter.Write(_json, entity);
        _json.Flush();
    }

    public void WriteTable(string name)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("TableName"u8, name);
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>
    /// Only when nobody can still be reading: after the good answer to a first try. A try that was given up may leave a
    /// socket with these bytes in hand, and the next request's would go out in their place; such a body is left to the collector.
    /// </summary>
    public void Return()
    {
        if (_bytes.Capacity > MaxKeptBytes || Free.Count >= MaxKept)
            return;
        _bytes.ResetWrittenCount();
        Free.Enqueue(this);
    }
}

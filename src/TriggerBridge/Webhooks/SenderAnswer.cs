using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Webhooks;

/// <summary>An answer in the sender's own terms: to its test of the address, or to an event where it expects no JSON.</summary>
public sealed record SenderAnswer
{
    // What is echoed comes from anyone: no browser may take it for a page.
    private static readonly Dictionary<string, string> NoSniff = new(StringComparer.Ordinal) { ["X-Content-Type-Options"] = "nosniff" };

    // After NoSniff, which it takes on: static fields are made in their order.
    internal static readonly SenderAnswer Ok = new() { Status = 200 };

    /// <summary>Nothing, and what it would be: Discord looks at the type.</summary>
    internal static readonly SenderAnswer NoContent = new() { Status = 204, ContentType = "application/json" };

    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoSniff;

    /// <summary>An address of the sender that must be visited first; where that fails the sender is to ask again. Only of a test that it has signed.</summary>
    internal Uri? Visit { get; init; }

    /// <summary>What an operator must hear of the test.</summary>
    internal string? Warning { get; init; }

    internal static SenderAnswer Text(string text) =>
        new() { Status = 200, ContentType = "text/plain; charset=utf-8", Body = Encoding.UTF8.GetBytes(text) };

    internal static SenderAnswer OfJson(string json, int status = 200) =>
        new() { Status = status, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(json) };

    internal static SenderAnswer Json(params ReadOnlySpan<(string Name, string Value)> members)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members) writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return new() { Status = 200, ContentType = "application/json", Body = body.WrittenMemory };
    }
}

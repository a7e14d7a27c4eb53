using System.Buffers.Text;
using System.Globalization;
using Azure;

namespace TriggerBridge.Tables;

/// <summary>
/// The parts of a transaction's answer. Each holds one HTTP answer; its body, if any, is one line of JSON, so that a line
/// which starts with <c>HTTP/</c> opens an answer and one which starts with <c>--</c> ends it, whatever the boundaries are.
/// </summary>
internal static class TransactionAnswer
{
    /// <exception cref="TableTransactionFailedException">A part is an error; then it is the only one and nothing was applied.</exception>
    /// <exception cref="RequestFailedException">With status 0: the answer does not tell what became of the actions.</exception>
    public static IReadOnlyList<Response> Read(Response answer, int actions)
    {
        var content = answer.Content.ToMemory();
        var parts = new List<Response>(actions);
        for (var at = 0; at < content.Length;)
        {
            var line = Line(content.Span, at, out var next);
            if (line.StartsWith("HTTP/"u8))
                parts.Add(ReadPart(answer, content, at, out next));
            at = next;
        }

        if (parts.FirstOrDefault(part => part.IsError) is { } failed)
            throw new TableTransactionFailedException(failed, FailedIndex(failed));
        if (parts.Count != actions)
            throw new RequestFailedException(0, $"The answer to {actions} actions has {parts.Count} parts.");
        return parts;
    }

    private static TransactionPart ReadPart(Response answer, ReadOnlyMemory<byte> content, int start, out int next)
    {
        var status = StatusOf(Line(content.Span, start, out var headers));
        var at = headers;
        while (!EndsHeaders(Line(content.Span, at, out next)))
            at = next;

        // Azurite's part without a body may end at the delimiter, without the empty line that ends headers.
        var body = Line(content.Span, at, out next).IsEmpty ? next : at;
        for (next = body; next < content.Length && !Line(content.Span, next, out var after).StartsWith("--"u8);)
            next = after;
        return new(answer, status, content[headers..at], content[body..next].TrimEnd("\r\n"u8));
    }

    private static bool EndsHeaders(ReadOnlySpan<byte> line) => line.IsEmpty || line.StartsWith("--"u8);

    private static int StatusOf(ReadOnlySpan<byte> statusLine)
    {
        var code = statusLine[(statusLine.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(code, out int status, out _)
            ? status
            : throw new RequestFailedException(0, "A part of the transaction's answer has no status.");
    }

    /// <summary>The line at an offset without its end; empty behind the last one.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> content, int at, out int next)
    {
        var rest = content[at..];
        var length = rest.IndexOf((byte)'\n');
        next = length < 0 ? content.Length : at + length + 1;
        return (length < 0 ? rest : rest[..length]).TrimEnd((byte)'\r');
    }

    // "1:The specified entity already exists.": the service names the action in front of its message.
    private static int? FailedIndex(Response part)
        => ODataError.Read(part)?.Message is { } message && message.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 &&
            int.TryParse(message.AsSpan(0, colon), CultureInfo.InvariantCulture, out var index) ? index : null;
}

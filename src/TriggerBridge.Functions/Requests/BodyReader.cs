using System.Buffers;

namespace TriggerBridge.Functions.Requests;

/// <summary>Reads the bodies of senders and operators.</summary>
internal static class BodyReader
{
    // What a sender says of a body's length is taken at its word up to here; beyond it memory follows what has come.
    private const int MostBytesAtOnce = 64 * 1024;

    /// <returns>Null: it is too large.</returns>
    /// <exception cref="SenderGoneException">The connection broke.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 1, MostBytesAtOnce));
        var isTooLarge = request.ContentLength > mostBytes;
        // A read that its token ends, or an exception, is never over for Kestrel: it fails on it when it looks for the next request
        // ("Reading is already in progress"). So a read is called off by a result, and after an exception there is no next request.
        await using var calledOff = cancellationToken.Register(reader.CancelPendingRead);
        try
        {
            // What is too large is read to its end, up to the server's own limit, and not kept: an answer in the middle of a body would
            // reach the Functions host as a broken connection, and the sender as 500.
            while (true)
            {
                var read = await reader.ReadAsync(CancellationToken.None);
                isTooLarge |= body.WrittenCount + read.Buffer.Length > mostBytes;
                if (!isTooLarge)
                {
                    foreach (var part in read.Buffer) body.Write(part.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    // Not as one expression: its null would be an empty body.
                    if (isTooLarge) return null;
                    return body.WrittenMemory;
                }

                if (read.IsCanceled)
                    throw new OperationCanceledException(cancellationToken);
            }
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            request.HttpContext.Abort();
            throw new SenderGoneException(fault);
        }
    }
}

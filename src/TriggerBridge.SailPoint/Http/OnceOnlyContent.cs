using System.Net;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// A JSON body that can leave once, and knows whether it did. While it has not left, no server can have acted on the
/// request (its Content-Length promises at least one byte): this decides "not started" without interpreting exceptions,
/// and covers what they do not tell, such as a connect time-out. It also makes a second sending by a handler impossible.
/// </summary>
internal sealed class OnceOnlyContent : HttpContent
{
    private const int Held = 0;
    private const int Left = 1;
    private const int Withheld = 2;

    private readonly ReadOnlyMemory<byte> _json;
    private int _state;

    public OnceOnlyContent(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            throw new ArgumentException("A request without a body could have left unnoticed.", nameof(json));
        _json = json;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>True once and for all if the body has not left; from then on it cannot.</summary>
    public bool TryWithhold() => Interlocked.CompareExchange(ref _state, Withheld, Held) != Left;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Left, Held) != Held)
            throw new InvalidOperationException("This body was sent or withheld before.");
        return stream.WriteAsync(_json, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}

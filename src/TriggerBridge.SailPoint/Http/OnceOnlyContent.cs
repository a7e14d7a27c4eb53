using System.Net;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// A JSON body that can leave once, and knows whether it did. While it has not left, no server can have acted on the
/// request (its Content-Length promises at least one byte): this decides "not started" without interpreting exceptions,
/// and covers what they do not tell, such as a connect time-out. It also makes a second sending by a handler impossible.
/// Nor does it leave when its time is over: a process that was paused on its way here goes on before its timers have fired.
/// </summary>
internal sealed class OnceOnlyContent : HttpContent
{
    private const int Held = 0;
    private const int Left = 1;
    private const int Withheld = 2;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _made;
    private int _state;

    /// <param name="json">The body.</param>
    /// <param name="timeout">How long from now it may leave.</param>
    /// <param name="time">The clock for that.</param>
    public OnceOnlyContent(ReadOnlyMemory<byte> json, TimeSpan timeout, TimeProvider time)
    {
        if (json.IsEmpty)
            throw new ArgumentException("A request without a body could have left unnoticed.", nameof(json));
        _json = json;
        _time = time;
        _timeout = timeout;
        _made = time.GetTimestamp();
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>True once and for all if the body has not left; from then on it cannot.</summary>
    public bool TryWithhold() => Interlocked.CompareExchange(ref _state, Withheld, Held) != Left;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_made) > _timeout)
            throw new TimeoutException("Its time is over.");
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

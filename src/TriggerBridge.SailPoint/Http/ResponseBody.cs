using System.Buffers;

namespace TriggerBridge.SailPoint.Http;

/// <summary>What came of a response's body. A body that breaks off is no exception: the status line before it still counts.</summary>
internal sealed class ResponseBody : IDisposable
{
    public const int Limit = 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private readonly int _limit;
    private int _length;

    private ResponseBody(int limit) => _limit = limit;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>False if the body broke off, was too slow or reaches the limit.</summary>
    public bool IsComplete { get; private set; }

    public static async ValueTask<ResponseBody> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken, int limit = Limit)
    {
        var body = new ResponseBody(limit);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await body.FillAsync(stream, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException)
        {
            body.IsComplete = false;
        }

        return body;
    }

    public void Dispose()
    {
        // Cleared, since an answer of the token endpoint was in it.
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = [];
        _length = 0;
    }

    private async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (_length < _limit)
        {
            if (_length == _buffer.Length)
                Grow();
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                IsComplete = true;
                return;
            }

            _length += read;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}

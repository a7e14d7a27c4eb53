using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace TriggerBridge.Tests.Testing;

/// <summary>One connection to a <see cref="RawTcpServer"/>.</summary>
internal sealed partial class RawConnection(TcpClient client, Action requestArrived, CancellationToken stop)
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    public Stream Stream { get; } = client.GetStream();

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken Stop => stop;

    /// <summary>A whole request, head and body; null if the client hung up before.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        var text = new StringBuilder();
        while (!IsWhole(text.ToString()))
        {
            var read = await Stream.ReadAsync(_buffer, stop);
            if (read == 0)
                return null;
            text.Append(Encoding.Latin1.GetString(_buffer, 0, read));
        }

        requestArrived();
        return text.ToString();
    }

    public async Task WriteAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop);

    public Task AnswerAsync(string json) =>
        WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>Waits until the client hangs up or the test is over.</summary>
    public async Task HangAsync()
    {
        while (await Stream.ReadAsync(_buffer, stop) > 0)
        {
        }
    }

    /// <summary>Ends the connection with RST instead of FIN.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    private static bool IsWhole(string text)
    {
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
            return false;
        var length = ContentLength().Match(text);
        return text.Length - head - 4 >= (length.Success ? int.Parse(length.Groups["length"].ValueSpan, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex("^Content-Length: (?<length>[0-9]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline, 1000)]
    private static partial Regex ContentLength();
}

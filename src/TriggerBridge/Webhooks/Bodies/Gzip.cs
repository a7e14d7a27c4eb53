using System.IO.Compression;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>Unfolds compressed bodies, with a limit on what comes out.</summary>
internal static class Gzip
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>By the bytes: an older Functions host drops the header that says so. No JSON, form or XML begins with these.</summary>
    public static bool IsCompressed(ReadOnlySpan<byte> body) => body is [0x1f, 0x8b, ..];

    /// <param name="plain">Of use only where the result is null.</param>
    /// <returns>What is wrong, or null.</returns>
    public static EventBody? Expand(ReadOnlyMemory<byte> body, int mostBytes, out ReadOnlyMemory<byte> plain)
    {
        plain = default;
        using var source = new MemoryStream(body.ToArray(), writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        using var expanded = new MemoryStream();
        var buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = gzip.Read(buffer)) > 0)
            {
                if (expanded.Length + read > mostBytes) return new EventBody.TooLarge();
                expanded.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return new EventBody.Unreadable("not gzip as its first bytes say");
        }

        plain = expanded.ToArray();
        return null;
    }
}

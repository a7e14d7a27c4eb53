using System.Buffers;
using System.Diagnostics;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>How signatures are written in a header.</summary>
/// <param name="Prefix">What stands before each; what begins otherwise is a signature of another kind.</param>
/// <param name="Separator">What stands between them; null: there is one.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct SignatureText(string Prefix, SignatureEncoding Encoding, char? Separator, int Length)
{
    /// <summary>Adds the signatures in the header that are of this kind and whole.</summary>
    public void Read(ReadOnlySpan<char> header, List<byte[]> signatures, int most = int.MaxValue)
    {
        if (Separator is not { } separator)
        {
            Add(header, signatures);
            return;
        }

        foreach (var range in header.Split(separator))
        {
            if (signatures.Count == most) return;
            Add(header[range].Trim(), signatures);
        }
    }

    public string Write(ReadOnlySpan<byte> signature) =>
        Prefix + (Encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(signature) : Convert.ToBase64String(signature));

    private void Add(ReadOnlySpan<char> text, List<byte[]> signatures)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return;
        var encoded = text[Prefix.Length..];
        var signature = new byte[Length];
        var isWhole = Encoding switch
        {
            SignatureEncoding.Hex => Convert.FromHexString(encoded, signature, out _, out var written) == OperationStatus.Done && written == Length,
            SignatureEncoding.Base64 => Convert.TryFromBase64Chars(encoded, signature, out var written) && written == Length,
            _ => throw new UnreachableException(),
        };
        if (isWhole) signatures.Add(signature);
    }
}

using System.Buffers;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>How one sender signs with an HMAC: where the signatures stand, how they are written, and what is signed.</summary>
internal sealed record HmacSignatureSpec
{
    public const string DefaultHeader = "x-signature";

    private readonly string _header = DefaultHeader;

    /// <summary>Kept in lower case, as a request's header names are.</summary>
    public string Header
    {
        get => _header;
        init => _header = value.ToLowerInvariant();
    }

    /// <summary>The signatures stand in several headers: <c>{Header}-1</c>, <c>{Header}-2</c> and so on.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>Further headers with a signature each, such as by a second key; one of all is enough. In lower case.</summary>
    public IReadOnlyList<string> OtherHeaders { get; init; } = [];

    /// <summary>The signature stands in the body in place of a header: the names that lead to it, with dots between them.</summary>
    public string? BodyMember { get; init; }

    /// <summary>The signature stands in the query in place of a header.</summary>
    public string? QueryKey { get; init; }

    /// <summary>Headers that say how the sender signs, with what they must say. In lower case.</summary>
    public IReadOnlyList<(string Header, string Value)> Declared { get; init; } = [];

    public HmacAlgorithm Algorithm { get; init; } = HmacAlgorithm.Sha256;

    /// <summary>Text that stands before the encoded signature, such as <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    /// <summary>What stands between several signatures in one header; null: the header holds one.</summary>
    public char? Separator { get; init; }

    public SignedContent Signed { get; init; } = SignedContent.BodyAlone;

    public KeyEncoding Key { get; init; } = KeyEncoding.Text;

    /// <summary>Null where the sender signs no time.</summary>
    public TimestampSpec? Time { get; init; }
}

/// <summary>How a secret's text becomes a key.</summary>
internal enum KeyEncoding
{
    /// <summary>The text itself, as UTF-8.</summary>
    Text,

    /// <summary>Base64, after <c>whsec_</c> where that stands in front (https://github.com/standard-webhooks/standard-webhooks).</summary>
    Base64,

    /// <summary>Hex, in either case.</summary>
    Hex,

    /// <summary>The SHA-256 of the text.</summary>
    Sha256,
}

internal static class KeyEncodingExtensions
{
    /// <param name="prefix">May stand in front of base64.</param>
    /// <returns>Empty where the text is not written so.</returns>
    public static byte[] Decode(this KeyEncoding encoding, ReadOnlySpan<char> text, string prefix)
    {
        if (encoding == KeyEncoding.Base64 && text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        var key = new byte[text.Length];
        var length = 0;
        var isWhole = encoding switch
        {
            KeyEncoding.Base64 => Convert.TryFromBase64Chars(text, key, out length),
            KeyEncoding.Hex => Convert.FromHexString(text, key, out _, out length) == OperationStatus.Done,
            _ => false,
        };
        return isWhole ? key[..length] : [];
    }
}

/// <summary>How a signature's bytes are written in a header.</summary>
internal enum SignatureEncoding
{
    /// <summary>In either case.</summary>
    Hex,
    Base64,
}

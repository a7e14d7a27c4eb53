using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Tables;

/// <summary>A storage account's name and key. The key cannot be read back.</summary>
public sealed class TableSharedKeyCredential
{
    private readonly byte[] _key;

    /// <exception cref="FormatException"><paramref name="accountKey"/> is not Base64.</exception>
    public TableSharedKeyCredential(string accountName, string accountKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountName);
        ArgumentException.ThrowIfNullOrEmpty(accountKey);
        AccountName = accountName;
        _key = Convert.FromBase64String(accountKey);
    }

    public string AccountName { get; }

    public override string ToString() => $"{AccountName}:***";

    internal string Sign(string stringToSign)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(stringToSign), signature);
        return Convert.ToBase64String(signature);
    }
}

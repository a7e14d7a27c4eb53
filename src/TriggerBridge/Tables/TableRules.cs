using System.Buffers;
using System.Text;

namespace TriggerBridge.Tables;

/// <summary>
/// What the service refuses, refused before the call:
/// https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model.
/// Azurite lets some of it pass, so a test against it would not find the mistake.
/// </summary>
internal static class TableRules
{
    public const int MaxKeyLength = 512;
    public const int MaxCustomProperties = 252;
    public const int MaxPropertyNameLength = 255;
    public const int MaxStringLength = 32 * 1024;
    public const int MaxBinaryLength = 64 * 1024;

    public static readonly DateTimeOffset MinDateTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SearchValues<char> RefusedInKeys = SearchValues.Create(
        ['/', '\\', '#', '?', .. Range('\u0000', '\u001f'), .. Range('\u007f', '\u009f')]);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        [.. Range('a', 'z'), .. Range('A', 'Z'), .. Range('0', '9'), '_']);

    // Half of a surrogate pair has no UTF-8: it throws instead of becoming a replacement character, that is another key.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    public static void CheckKey(string key, string name)
    {
        ArgumentNullException.ThrowIfNull(key, name);
        if (key.Length > MaxKeyLength)
            throw new ArgumentException($"A {name} has at most {MaxKeyLength} characters, this one has {key.Length}.", name);
        if (key.AsSpan().ContainsAny(RefusedInKeys))
            throw new ArgumentException($"A {name} holds no / \\ # ? and no control characters.", name);
        _ = StrictUtf8.GetByteCount(key);
    }

    public static void CheckKeys(TableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        CheckKey(entity.PartitionKey, nameof(entity.PartitionKey));
        CheckKey(entity.RowKey, nameof(entity.RowKey));
    }

    public static void CheckPropertyName(string name)
    {
        if (name.Length is 0 or > MaxPropertyNameLength || char.IsAsciiDigit(name[0]) || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException(
                $"A property's name is up to {MaxPropertyNameLength} letters, digits and _, no digit first: {name}", nameof(name));
        }
    }

    public static void CheckTableName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length is < 3 or > 63 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"A table's name is 3 to 63 letters and digits, a letter first: {name}", nameof(name));
    }

    private static char[] Range(char first, char last) => [.. Enumerable.Range(first, last - first + 1).Select(c => (char)c)];
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Azure;

namespace TriggerBridge.Tables;

/// <summary>
/// A row: its properties by name. Values are <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>,
/// <see cref="double"/>, <see cref="DateTimeOffset"/>, <see cref="Guid"/> or <see cref="byte"/>[]; a null is not sent, and half of a
/// surrogate pair in a text becomes U+FFFD.
/// The keys, the timestamp and the ETag stand among the properties, as in the official client.
/// A typed getter gives null for what is missing and throws <see cref="InvalidOperationException"/> for another type.
/// </summary>
/// <remarks>Not sealed: it is the constraint of the reading methods' type parameter.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "The official client's name.")]
public class TableEntity : IDictionary<string, object?>
{
    private readonly Dictionary<string, object?> _properties = new(StringComparer.Ordinal);

    public TableEntity()
    {
    }

    public TableEntity(string partitionKey, string rowKey)
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public string PartitionKey
    {
        get => GetString(SystemProperty.PartitionKey)!;
        set => _properties[SystemProperty.PartitionKey] = value;
    }

    public string RowKey
    {
        get => GetString(SystemProperty.RowKey)!;
        set => _properties[SystemProperty.RowKey] = value;
    }

    /// <summary>When the row was last written, by the service's clock; null before the row was read.</summary>
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(SystemProperty.Timestamp);
        set => _properties[SystemProperty.Timestamp] = value;
    }

    /// <summary>The row's version when it was read.</summary>
    public ETag ETag
    {
        get => GetString(SystemProperty.ETag) is { } etag ? new ETag(etag) : default;
        set => _properties[SystemProperty.ETag] = value.ToString();
    }

    public ICollection<string> Keys => _properties.Keys;

    public ICollection<object?> Values => _properties.Values;

    public int Count => _properties.Count;

    public bool IsReadOnly => false;

    /// <summary>Reading a property that is missing gives null.</summary>
    public object? this[string key]
    {
        get => _properties.GetValueOrDefault(key);
        set => _properties[key] = value;
    }

    public string? GetString(string key) => Get<string>(key);

    public byte[]? GetBinary(string key) => Get<byte[]>(key);

    public bool? GetBoolean(string key) => GetValue<bool>(key);

    public int? GetInt32(string key) => GetValue<int>(key);

    public long? GetInt64(string key) => GetValue<long>(key);

    public double? GetDouble(string key) => GetValue<double>(key);

    public Guid? GetGuid(string key) => GetValue<Guid>(key);

    public DateTimeOffset? GetDateTimeOffset(string key) => GetValue<DateTimeOffset>(key);

    public void Add(string key, object? value) => _properties.Add(key, value);

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, out object? value) => _properties.TryGetValue(key, out value);

    public void Clear() => _properties.Clear();

    /// <summary>Without boxing, for the writer.</summary>
    public Dictionary<string, object?>.Enumerator GetEnumerator() => _properties.GetEnumerator();

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Add(KeyValuePair<string, object?> item) => Add(item.Key, item.Value);

    public bool Contains(KeyValuePair<string, object?> item) => Pairs.Contains(item);

    public void CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) => Pairs.CopyTo(array, arrayIndex);

    public bool Remove(KeyValuePair<string, object?> item) => Pairs.Remove(item);

    private ICollection<KeyValuePair<string, object?>> Pairs => _properties;

    private T? Get<T>(string key)
        where T : class
        => this[key] switch
        {
            null => null,
            T value => value,
            var other => throw AnotherType(key, typeof(T), other),
        };

    private T? GetValue<T>(string key)
        where T : struct
        => this[key] switch
        {
            null => null,
            T value => value,
            var other => throw AnotherType(key, typeof(T), other),
        };

    private static InvalidOperationException AnotherType(string key, Type wanted, object found)
        => new($"The property {key} is a {found.GetType().Name}, not a {wanted.Name}.");
}

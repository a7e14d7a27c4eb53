using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>What the service makes of a row that it is sent: times in UTC, nothing shared, nulls gone, its limits kept.</summary>
internal static class StoredRow
{
    private const string ETag = "odata.etag";
    private const int MostCharacters = 32 * 1024;
    private const int MostBytes = 64 * 1024;
    private const int MostEntityBytes = 1024 * 1024;
    private const int MostProperties = 252;

    private static readonly string[] Keys = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];

    /// <param name="sent">What the caller gave.</param>
    /// <param name="below">The row that it is merged into; null for a new one or another in its place.</param>
    /// <param name="now">The service's time.</param>
    /// <param name="version">One that no row of the table had before.</param>
    /// <exception cref="RequestFailedException">400: a row cannot hold this.</exception>
    public static TableEntity Of(TableEntity sent, TableEntity? below, DateTimeOffset now, string version)
    {
        var row = below is null ? new TableEntity() : Copy(below, select: null);
        foreach (var (name, value) in sent)
        {
            if (value is not null && name is not (ETag or nameof(TableEntity.Timestamp)))
                row[name] = Stored(value);
        }

        var own = row.Where(property => !Keys.Contains(property.Key, StringComparer.Ordinal)).ToList();
        if (own.Count(property => property.Key is not (ETag or nameof(TableEntity.Timestamp))) > MostProperties)
            throw InMemoryResponse.Refusal(400, TableErrorCode.TooManyProperties);
        if (own.Sum(property => 8 + (2 * property.Key.Length) + Size(property.Value)) > MostEntityBytes)
            throw InMemoryResponse.Refusal(400, TableErrorCode.EntityTooLarge);

        row.Timestamp = now;
        row.ETag = new($"W/\"{version}\"");
        return row;
    }

    /// <summary>What a reader gets, who may do with it as he likes.</summary>
    public static TableEntity Copy(TableEntity row, IReadOnlyCollection<string>? select)
    {
        var copy = new TableEntity();
        if (select is null)
        {
            foreach (var (name, value) in row)
                copy[name] = Own(value);
            return copy;
        }

        foreach (var name in select.Append(ETag))
        {
            if (row.TryGetValue(name, out var value))
                copy[name] = Own(value);
        }

        return copy;
    }

    private static object Own(object value) => value is byte[] bytes ? bytes.ToArray() : value;

    private static object Stored(object value) => value switch
    {
        string { Length: > MostCharacters } or byte[] { Length: > MostBytes } => throw InMemoryResponse.Refusal(400, TableErrorCode.PropertyValueTooLarge),
        byte[] bytes => bytes.ToArray(),
        DateTimeOffset time => time.ToUniversalTime(),
        string or bool or int or long or double or Guid => value,
        _ => throw new NotSupportedException($"No row of the product has a {value.GetType()}."),
    };

    private static int Size(object value) => value switch
    {
        string text => 4 + (2 * text.Length),
        byte[] bytes => 4 + bytes.Length,
        _ => 8,
    };
}

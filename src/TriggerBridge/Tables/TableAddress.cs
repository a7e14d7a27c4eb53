using System.Globalization;

namespace TriggerBridge.Tables;

/// <summary>The addresses of one table and its rows, percent-encoded.</summary>
internal sealed class TableAddress
{
    public TableAddress(Uri endpoint, string table)
    {
        var account = endpoint.AbsoluteUri.TrimEnd('/');
        Tables = $"{account}/Tables";
        Batch = $"{account}/$batch";
        Table = $"{account}/{table}";
    }

    /// <summary>Where tables are made.</summary>
    public string Tables { get; }

    /// <summary>Where transactions go; the table is named in each of their parts.</summary>
    public string Batch { get; }

    public string Table { get; }

    public string Row(string partitionKey, string rowKey) => $"{Table}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";

    public string Row(string partitionKey, string rowKey, IEnumerable<string>? select)
        => Row(partitionKey, rowKey) + (select is null ? "" : $"?$select={Select(select)}");

    public string Rows(string? filter, int? top, IEnumerable<string>? select, ContinuationToken? from)
    {
        List<string> query = [];
        if (filter is { Length: > 0 })
            query.Add($"$filter={Uri.EscapeDataString(filter)}");
        if (top is { } count)
            query.Add(string.Create(CultureInfo.InvariantCulture, $"$top={count}"));
        if (select is not null)
            query.Add($"$select={Select(select)}");
        if (from is not null)
            query.Add(from.ToQuery());
        return $"{Table}(){(query.Count > 0 ? "?" : "")}{string.Join('&', query)}";
    }

    private static string Select(IEnumerable<string> select) => Uri.EscapeDataString(string.Join(',', select));

    // A quote inside a key is doubled, as in every OData literal.
    private static string Escape(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}

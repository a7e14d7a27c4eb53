using System.Text;
using Azure;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>A row's place in its table: by partition, then by row, character by character.</summary>
internal sealed record RowKey(string Partition, string Row)
{
    public static IComparer<RowKey> Order { get; } = Comparer<RowKey>.Create((left, right) =>
        string.CompareOrdinal(left.Partition, right.Partition) is not 0 and var byPartition
            ? byPartition
            : string.CompareOrdinal(left.Row, right.Row));

    /// <exception cref="RequestFailedException">400: the service takes no such key. (Azurite takes some of them.)</exception>
    public static RowKey Of(string partition, string row) => IsKey(partition) && IsKey(row)
        ? new(partition, row)
        : throw InMemoryResponse.Refusal(400, TableErrorCode.OutOfRangeInput);

    /// <summary>As a continuation token.</summary>
    public override string ToString() => $"{Encode(Partition)} {Encode(Row)}";

    public static RowKey Parse(string token) => token.Split(' ') is [var partition, var row]
        ? new(Decode(partition), Decode(row))
        : throw new FormatException("This is no continuation token.");

    private static bool IsKey(string key) => key.Length <= 512 && !key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}

using System.Text;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>A row's place in its table: by partition, then by row, character by character.</summary>
internal sealed record RowKey(string Partition, string Row)
{
    public static IComparer<RowKey> Order { get; } = Comparer<RowKey>.Create((left, right) =>
        string.CompareOrdinal(left.Partition, right.Partition) is not 0 and var byPartition
            ? byPartition
            : string.CompareOrdinal(left.Row, right.Row));

    /// <summary>As a continuation token.</summary>
    public override string ToString() => $"{Encode(Partition)} {Encode(Row)}";

    public static RowKey Parse(string token) => token.Split(' ') is [var partition, var row]
        ? new(Decode(partition), Decode(row))
        : throw new FormatException("This is no continuation token.");

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}

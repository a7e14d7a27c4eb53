using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>By which a new delivery is held against others of its bridge. Keys are hashes: no value of an event stands in them.</summary>
internal sealed record DeliveryKeys
{
    /// <summary>The line that it stands in; null: it is sent whatever others do.</summary>
    public Line? Line { get; init; }

    /// <summary>Of which only the newest is sent; null: all are.</summary>
    public string? Newest { get; init; }

    /// <summary>What must differ from the last one's; null: nothing need.</summary>
    public ComparedFields? Compared { get; init; }

    /// <summary>False: one that says nothing new leaves no row.</summary>
    public bool KeepsFiltered { get; init; } = true;

    /// <summary>The rows that its record reads and writes, in one order for all.</summary>
    public IReadOnlyList<string> Rows =>
    [
        .. new[] { Compared is { } compared ? RowKeys.Fields(compared.Key) : null, Line is { } line ? RowKeys.Line(line.Key) : null, Newest is { } newest ? RowKeys.Newest(newest) : null }.OfType<string>(),
    ];
}

/// <summary>Deliveries of one key that are sent one after another.</summary>
/// <param name="UntilEnd">The next one waits for the execution's end, and not only until it is started.</param>
public sealed record Line(string Key, bool UntilEnd)
{
    private const string End = "/end";

    /// <summary>As it stands in a row.</summary>
    public override string ToString() => UntilEnd ? Key + End : Key;

    internal static Line Parse(string text) => text.EndsWith(End, StringComparison.Ordinal) ? new Line(text[..^End.Length], UntilEnd: true) : new Line(text, UntilEnd: false);
}

/// <summary>The fields of an event that matter.</summary>
/// <param name="Hash">Of their values.</param>
/// <param name="For">How long they are compared with.</param>
internal sealed record ComparedFields(string Key, string Hash, TimeSpan For)
{
    /// <param name="deliveryId">Whose they are.</param>
    public TableEntity RowOf(string bridge, string deliveryId, DateTimeOffset until) => new(bridge, RowKeys.Fields(Key))
    {
        [Columns.Fields] = Hash,
        [Columns.Until] = until,
        [Columns.DeliveryId] = deliveryId,
    };
}

/// <summary>A row beside a delivery's own that its write changes, only as it was read.</summary>
/// <param name="Row">What is to stand there.</param>
/// <param name="Read">As it was read; null: it was not there.</param>
internal sealed record RowBeside(TableEntity Row, ETag? Read)
{
    public TableTransactionAction Action => Read is { } read ? new(TableTransactionActionType.UpdateReplace, Row, read) : new(TableTransactionActionType.Add, Row);
}

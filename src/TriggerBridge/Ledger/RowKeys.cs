using System.Globalization;

namespace TriggerBridge.Ledger;

/// <summary>The keys of the kinds of row that a bridge's partition holds. Ticks are UTC and 19 digits wide, so text order is time order.</summary>
internal static class RowKeys
{
    private const string ContentPrefix = "C|";
    private const string DeliveryPrefix = "D|";
    private const string WaitingPrefix = "W|o|";

    /// <summary>The keys of all deliveries lie in this range, newest first.</summary>
    public static (string From, string To) Deliveries => (DeliveryPrefix, "D}");

    /// <summary>The keys of the deliveries received between two times, both included; newest first.</summary>
    public static (string From, string To) ReceivedBetween(DateTimeOffset? from, DateTimeOffset? to) =>
    (
        to is { } newest ? string.Create(CultureInfo.InvariantCulture, $"{DeliveryPrefix}{Inverted(newest):D19}|") : Deliveries.From,
        from is { } oldest ? string.Create(CultureInfo.InvariantCulture, $"{DeliveryPrefix}{Inverted(oldest):D19}}}") : Deliveries.To
    );

    /// <summary>Says that the key of a purged delivery is still there, and since when; oldest first.</summary>
    public static string Tombstone(DateTimeOffset purgedAt, string deliveryId) =>
        string.Create(CultureInfo.InvariantCulture, $"T|{purgedAt.UtcTicks:D19}|{deliveryId}");

    /// <summary>The tombstones of what was purged at <paramref name="time"/> or before.</summary>
    public static (string From, string To) TombstonesUntil(DateTimeOffset time) =>
        ("T|", string.Create(CultureInfo.InvariantCulture, $"T|{time.UtcTicks:D19}}}"));

    /// <summary>The id of the delivery that a tombstone is of.</summary>
    /// <exception cref="FormatException">The key is not one of ours.</exception>
    public static string ParseTombstone(string rowKey) =>
        rowKey.Split('|') is ["T", _, var deliveryId] ? deliveryId : throw new FormatException($"'{rowKey}' is not the key of a tombstone.");

    /// <summary>Marks the delivery id as taken.</summary>
    public static string Key(string deliveryId) => "K|" + deliveryId;

    /// <summary>Marks what a sender signed as taken.</summary>
    public static string Content(string hash) => ContentPrefix + hash;

    /// <summary>The keys of all signed contents; they tell no age.</summary>
    public static (string From, string To) Contents => (ContentPrefix, "C}");

    /// <summary>The delivery itself; newer ones sort first.</summary>
    public static string Delivery(DateTimeOffset receivedAt, string deliveryId) =>
        string.Create(CultureInfo.InvariantCulture, $"{DeliveryPrefix}{Inverted(receivedAt):D19}|{deliveryId}");

    /// <summary>Says whose turn it is in a line.</summary>
    public static string Line(string key) => "L|" + key;

    /// <summary>The keys of all lines.</summary>
    public static (string From, string To) Lines => ("L|", "L}");

    public static bool IsLine(string rowKey) => rowKey.StartsWith(Lines.From, StringComparison.Ordinal);

    /// <summary>The key of a line that a row is of.</summary>
    public static string ParseLine(string rowKey) => rowKey[Lines.From.Length..];

    /// <summary>Says which delivery is the newest of a key.</summary>
    public static string Newest(string key) => "N|" + key;

    /// <summary>The keys of all that say which is the newest.</summary>
    public static (string From, string To) AllNewest => ("N|", "N}");

    /// <summary>Says what the last event of a key held.</summary>
    public static string Fields(string key) => "F|" + key;

    /// <summary>The keys of all that say what the last event held.</summary>
    public static (string From, string To) AllFields => ("F|", "F}");

    /// <summary>What waits in lines, line by line, those that came first at first.</summary>
    public static (string From, string To) Waiting => (WaitingPrefix, "W|o}");

    /// <summary>What waits in one line.</summary>
    public static (string From, string To) WaitingIn(string line) => ($"{WaitingPrefix}{line}|", $"{WaitingPrefix}{line}}}");

    /// <summary>The id of the delivery that a row key is of.</summary>
    public static string DeliveryIdOf(string rowKey) => rowKey[(rowKey.LastIndexOf('|') + 1)..];

    public static string Work(WorkItem item) => item.Line is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"{WaitingPrefix}{line}|{item.Due.UtcTicks:D19}|{item.ReceivedAt.UtcTicks:D19}|{item.DeliveryId}")
        : string.Create(CultureInfo.InvariantCulture, $"W|{Letter(item.Kind)}|{item.Due.UtcTicks:D19}|{item.ReceivedAt.UtcTicks:D19}|{item.DeliveryId}");

    /// <summary>The range of all work items.</summary>
    public static (string From, string To) AllWork => ("W|", "W}");

    /// <summary>The range of the work items of a kind that are due at <paramref name="now"/>, longest due first.</summary>
    public static (string From, string To) DueWork(WorkKind kind, DateTimeOffset now) =>
        ($"W|{Letter(kind)}|", string.Create(CultureInfo.InvariantCulture, $"W|{Letter(kind)}|{now.UtcTicks:D19}}}"));

    /// <summary>Reads a work item's key.</summary>
    /// <exception cref="FormatException">The key is not one of ours.</exception>
    public static WorkItem ParseWork(string rowKey)
    {
        var parts = rowKey.Split('|');
        if (parts is ["W", "o", var line, var since, var received, var waiting])
            return new WorkItem { Kind = WorkKind.Wait, Due = Time(since), ReceivedAt = Time(received), DeliveryId = waiting, Line = line };
        if (parts is not ["W", "d" or "r" or "k" or "a", _, _, _])
            throw new FormatException($"'{rowKey}' is not the key of a work item.");

        return new WorkItem
        {
            Kind = parts[1] switch
            {
                "d" => WorkKind.Dispatch,
                "r" => WorkKind.Resolve,
                "k" => WorkKind.Track,
                _ => WorkKind.Answer,
            },
            Due = Time(parts[2]),
            ReceivedAt = Time(parts[3]),
            DeliveryId = parts[4],
        };
    }

    private static long Inverted(DateTimeOffset time) => long.MaxValue - time.UtcTicks;

    private static char Letter(WorkKind kind) => kind switch
    {
        WorkKind.Dispatch => 'd',
        WorkKind.Resolve => 'r',
        WorkKind.Track => 'k',
        WorkKind.Answer => 'a',
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}

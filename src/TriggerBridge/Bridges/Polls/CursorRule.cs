using System.Globalization;
using System.Text.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Polls;

internal enum CursorKind
{
    /// <summary>Items are told apart by their ids alone: each scan reads all.</summary>
    None,

    Time,

    Number,

    /// <summary>The answer says how to go on, in a text of its own.</summary>
    Token,
}

/// <summary>How far a poll has come: what is read for it, how the source writes it, and where a scan begins.</summary>
internal sealed record CursorRule
{
    public const string UnixSeconds = "unixSeconds";
    public const string UnixMilliseconds = "unixMilliseconds";

    // Whole seconds: cut off, never rounded up, so that nothing is passed over.
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public required CursorKind Kind { get; init; }

    public PathExpression? Path { get; init; }

    /// <summary>Null: ISO 8601.</summary>
    public string? Format { get; init; }

    /// <summary>Where the first scan begins; null: where the poll is first seen, or without a cursor.</summary>
    public CursorValue? StartAt { get; init; }

    public TimeSpan Overlap { get; init; }

    /// <summary>Zero: nothing is read again.</summary>
    public TimeSpan Rescan { get; init; }

    /// <summary>The source sorts by the cursor.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Whether items themselves carry the cursor.</summary>
    public bool IsInItems => Kind is CursorKind.Time or CursorKind.Number;

    public bool TryRead(EventContext context, out CursorValue value)
    {
        value = default;
        return Path is not null && Path.TryFind(context, out var found) && found.Kind != JsonValueKind.Null && TryParse(found.ToText(), out value);
    }

    /// <summary>A cursor as <see cref="CursorValue.Text"/> has it.</summary>
    public bool TryParseStored(string text, out CursorValue value)
    {
        if (Kind != CursorKind.Time) return TryParse(text, out value);
        var isTime = DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time);
        value = isTime ? CursorValue.Of(time) : default;
        return isTime;
    }

    /// <summary>A cursor as the source or a person writes it.</summary>
    public bool TryParse(string text, out CursorValue value)
    {
        value = default;
        switch (Kind)
        {
            case CursorKind.Time when TryParseTime(text, out var time):
                value = CursorValue.Of(time);
                return true;
            case CursorKind.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                value = new CursorValue(number, number.ToString(CultureInfo.InvariantCulture));
                return true;
            case CursorKind.Token when text.Length > 0:
                value = new CursorValue(0, text);
                return true;
            default:
                return false;
        }
    }

    /// <summary>As the source writes it.</summary>
    public string Render(CursorValue value) => (Kind, Format) switch
    {
        (not CursorKind.Time, _) => value.Text,
        (_, null) => value.Time.UtcDateTime.ToString(Iso, CultureInfo.InvariantCulture),
        (_, UnixSeconds) => value.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        (_, UnixMilliseconds) => value.Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        (_, { } format) => value.Time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture),
    };

    private bool TryParseTime(string text, out DateTimeOffset time)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        // What stands in the state and what a person writes is ISO 8601, whatever the source writes.
        if (Format is not (null or UnixSeconds or UnixMilliseconds) && DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, utc, out time))
            return true;
        return EventTime.TryRead(PathValue.Of(text), out time);
    }
}

/// <summary>A place in the source's order.</summary>
/// <param name="Rank">What is compared; of a time its ticks.</param>
/// <param name="Text">As it stands in the state; a time in ISO 8601.</param>
internal readonly record struct CursorValue(decimal Rank, string Text)
{
    public DateTimeOffset Time => new((long)Rank, TimeSpan.Zero);

    public static CursorValue Of(DateTimeOffset time) => new(time.UtcTicks, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    public static CursorValue? Smaller(CursorValue? one, CursorValue? other) => one is { } a && other is { } b ? (a.Rank <= b.Rank ? a : b) : one ?? other;

    public static CursorValue? Greater(CursorValue? one, CursorValue? other) => one is { } a && other is { } b ? (a.Rank >= b.Rank ? a : b) : one ?? other;
}

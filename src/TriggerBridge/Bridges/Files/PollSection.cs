using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record PollSection
{
    [JsonRequired]
    [Description("When to read, in UTC: a cron expression with six fields, of which the first, the second, is 0: 0 */5 * * * *.")]
    public string? Schedule { get; init; }

    [JsonRequired]
    [Description("What to ask the source for.")]
    public PollRequestSection? Request { get; init; }

    [JsonRequired]
    [Description("Where the list of items stands in an answer, such as $.result[*].")]
    public string? Items { get; init; }

    [JsonRequired]
    [Description("What names an item's state, as text with {{$.path}}: the same item with the same id is delivered once.")]
    public string? DeliveryId { get; init; }

    [Description("Where the item's type stands, as text with {{$.path}}. Default: it has none.")]
    public string? EventType { get; init; }

    [Description("Where an item says when it changed; with cursorKind token, where the answer says how to go on. Default: items are told apart by their ids alone.")]
    public string? Cursor { get; init; }

    [Description("time, number or token. Default: time.")]
    [OneOf("time", "number", "token")]
    public string? CursorKind { get; init; }

    [Description("How the source writes times, in UTC: .NET's format characters, unixSeconds or unixMilliseconds. Default: ISO 8601.")]
    public string? CursorFormat { get; init; }

    [Description("true: the source sorts by the cursor, which then moves after each page. Default: false.")]
    public bool? Ordered { get; init; }

    [Description("The cursor to begin with. Default: times begin when the poll is first seen, the others without a cursor.")]
    public string? StartAt { get; init; }

    [Description("How far behind the cursor each scan begins, for records that show up late. Default: 00:05:00.")]
    public Duration? Overlap { get; init; }

    [Description("How much is read again once a day, for records that show up very late. Default: nothing.")]
    public Duration? Rescan { get; init; }

    [Description("How the source says that there are more pages. Default: there is one.")]
    public PollNextSection? Next { get; init; }

    [Description("The most pages in one run; the next one goes on. Default: 100.")]
    public WholeNumber? PagesPerRun { get; init; }

    [Description("Which items start the workflow. Default: the bridge's filter.")]
    public string? Filter { get; init; }

    [Description("The workflow's input for an item. Default: the bridge's input.")]
    [AnyObject]
    public JsonElement? Input { get; init; }
}

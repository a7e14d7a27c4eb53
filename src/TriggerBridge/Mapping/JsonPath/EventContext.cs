using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What paths are resolved against: <c>$</c> is the event, <c>$$</c> is all the rest.</summary>
public sealed record EventContext
{
    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    private (EventContext Of, JsonElement Document)? _context;

    /// <summary>As <see cref="JsonText.ParseEvent"/> made it.</summary>
    public required JsonElement Event { get; init; }

    /// <summary>As <see cref="JsonParse.Parsed.IsShallow"/> has it. Where that is not known, false: then the levels are counted.</summary>
    public bool IsShallow { get; init; }

    /// <summary>Names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>What stood around the list of events that this one is of; undefined where it came alone.</summary>
    public JsonElement Envelope { get; init; }

    public required string BridgeName { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Null until it is known: it may itself come from a template.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Null where the sender names none.</summary>
    public string? EventType { get; init; }

    /// <summary>How far a poll has come, as its source writes it; only in the templates of its request, and null before it has come anywhere.</summary>
    internal string? Cursor { get; init; }

    /// <summary>What became of the workflow; only where an answer is made of it.</summary>
    internal ExecutionFacts? Execution { get; init; }

    /// <summary>One for the event and all copies of this.</summary>
    internal EvaluationBudget Budget { get; } = new();

    /// <summary>For what came without a sender's request, such as an item that was read from a source.</summary>
    internal static EventContext WithoutRequest(JsonElement document, string bridgeName, DateTimeOffset receivedAt) => new()
    {
        Event = document,
        Headers = Nothing,
        Query = Nothing,
        BridgeName = bridgeName,
        ReceivedAt = receivedAt,
    };

    /// <summary>The document that <c>$$</c> stands for, made when a path first asks for it.</summary>
    internal JsonElement Context
    {
        get
        {
            // A copy made by "with" carries the original's document along, which must not be taken for its own.
            if (_context is not { } made || !ReferenceEquals(made.Of, this)) _context = made = (this, ContextDocument.Create(this));
            return made.Document;
        }
    }
}

/// <summary>What an execution came to.</summary>
/// <param name="Id">ISC's.</param>
/// <param name="Status">A final one, in ISC's words.</param>
/// <param name="Error">How it failed; null where it did not, or ISC does not say.</param>
internal sealed record ExecutionFacts(string Id, string Status, string? Error)
{
    /// <summary>What its steps gave, by their names.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}

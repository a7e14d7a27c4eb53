using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Polls;

/// <summary>Where a bridge reads events from: what to ask, when, and how far each answer carries.</summary>
internal sealed class PollSource
{
    public required PollSchedule Schedule { get; init; }

    public required PollRequest Request { get; init; }

    public required ItemList Items { get; init; }

    public required TextTemplate DeliveryId { get; init; }

    public TextTemplate? EventType { get; init; }

    public required CursorRule Cursor { get; init; }

    public required PollNext Next { get; init; }

    public required int PagesPerRun { get; init; }

    /// <summary>Null: the bridge's.</summary>
    public IEventFilter? Filter { get; init; }

    /// <summary>Null: the bridge's.</summary>
    public IInputMapping? Input { get; init; }
}

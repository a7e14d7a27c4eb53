using System.Text.Json;

namespace TriggerBridge.Mapping;

/// <summary>A compiled path to one value, of the event (<c>$</c>) or of its context (<c>$$</c>).</summary>
internal sealed class SimplePath(string text, bool inContext, IReadOnlyList<PathSegment> segments)
{
    /// <summary>The event itself.</summary>
    public static readonly SimplePath Whole = new("$", inContext: false, []);

    private readonly PathSegment[] _segments = [.. segments];

    /// <summary>As it was written.</summary>
    public string Text => text;

    public bool TryFind(EventContext context, out JsonElement value)
    {
        value = inContext ? context.Context : context.Event;
        foreach (var segment in _segments)
        {
            if (!segment.TryStep(value, out value)) return false;
        }

        return true;
    }

    /// <summary>True where the path leads to this field of the context, or below it.</summary>
    public bool IsUnderContext(string field) => inContext && _segments is [{ Name: { } name }, ..] && name == field;
}

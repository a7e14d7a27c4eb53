namespace TriggerBridge.Mapping;

/// <summary>A bridge's <c>input</c>, compiled once: makes the workflow's input from an event.</summary>
public sealed class InputTemplate
{
    public MappingResult Map(EventContext context) => throw new NotSupportedException();
}

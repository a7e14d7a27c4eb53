using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping;

/// <summary>Makes the workflow's input from an event: a template, or code.</summary>
public interface IInputMapping
{
    /// <summary>Where values are taken from an event, as far as that can be told.</summary>
    internal IReadOnlyList<TemplateSite> Sites => [];

    /// <summary>What every input has, as far as that can be told; none: nothing is known.</summary>
    internal IReadOnlyList<InputLeaf> Leaves => [];

    public MappingResult Map(EventContext context);
}

/// <summary>Says which events are wanted: a condition, or code.</summary>
public interface IEventFilter
{
    /// <summary>What it looks at, as far as that can be told.</summary>
    internal IReadOnlyList<PathQuery> Queries => [];

    /// <summary>Where a person finds it.</summary>
    internal string At { get; }

    /// <returns>What becomes of an event that goes no further: it is not wanted, or that cannot be told; null: it is wanted.</returns>
    public MappingResult? Stop(EventContext context);
}

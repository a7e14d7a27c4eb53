using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping.Code;

/// <summary>A bridge's <c>transform</c>: makes the workflow's input by code.</summary>
/// <param name="ownNames">Those of the bridge, which an input may not have.</param>
internal sealed class ScriptMapping(ScriptProgram program, IReadOnlySet<string> ownNames) : IInputMapping
{
    public MappingResult Map(EventContext context) => program.Map(context, ownNames);
}

/// <summary>The <c>filter</c> that a bridge's code exports.</summary>
internal sealed class ScriptFilter(ScriptProgram program) : IEventFilter
{
    string IEventFilter.At => "$.transform";

    public MappingResult? Stop(EventContext context) => program.Stop(context);
}

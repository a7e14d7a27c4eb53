using System.Text.Json.Nodes;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>A subscription's filter: the part of Jayway JSONPath that <c>docs/simulator.md</c> states.</summary>
internal sealed class EventFilter
{
    private readonly FilterPath _path;

    private EventFilter(FilterPath path) => _path = path;

    /// <summary>An event passes if the path finds something in it.</summary>
    public bool Matches(JsonNode input) => _path(input, input).Any();

    public static FilterOutcome Parse(string text)
    {
        try
        {
            return new FilterOutcome.Valid(new EventFilter(new FilterParser(text).ParseWhole()));
        }
        catch (FormatException exception)
        {
            return new FilterOutcome.NoPath(exception.Message);
        }
        catch (NotSupportedException exception)
        {
            return new FilterOutcome.OutsideOfSubset(exception.Message);
        }
    }
}

internal abstract record FilterOutcome
{
    private FilterOutcome()
    {
    }

    public sealed record Valid(EventFilter Filter) : FilterOutcome;

    public sealed record NoPath(string Reason) : FilterOutcome;

    /// <summary>ISC may understand it, the simulator does not.</summary>
    public sealed record OutsideOfSubset(string Reason) : FilterOutcome;
}

/// <summary>What a path finds, from the current element and the root. A JSON null is found, too.</summary>
internal delegate IEnumerable<JsonNode?> FilterPath(JsonNode? current, JsonNode? root);

internal delegate bool FilterCondition(JsonNode? current, JsonNode? root);

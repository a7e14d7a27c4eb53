namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What stands under <c>$$</c>: known beforehand, so a wrong path is found at start and not at the first event.</summary>
internal sealed class ContextShape
{
    private const string StepOutputs = "execution.steps";

    private readonly string[] _fields;
    private readonly bool _hasEvent;

    private ContextShape(bool hasEvent, params string[] fields) => (_hasEvent, _fields) = (hasEvent, fields);

    /// <summary>With the headers and the query of the sender's request.</summary>
    public static ContextShape OfEvents { get; } = new(hasEvent: true, "delivery.id", "delivery.receivedAt", "event.type", "bridge.name");

    /// <summary>With what became of the workflow.</summary>
    public static ContextShape OfAnswers { get; } = new(hasEvent: true, [.. OfEvents._fields, "execution.id", "execution.status", "execution.error", StepOutputs + "['name']"]);

    public static ContextShape OfPollRequests { get; } = new(hasEvent: false, "cursor", "bridge.name");

    /// <returns>Null for a path that may lead somewhere.</returns>
    public string? Problem(PathQuery query)
    {
        if (query.Root == PathRoot.Event) return _hasEvent ? null : "a request is made before there is an event: expected $$.cursor or $$.bridge.name";
        if (query.Root != PathRoot.Context) return null;
        var names = query.Steps.Select(step => (step as SingularSelector.Name)?.Value).ToArray();
        return names switch
        {
            [] => null,
            ["headers" or "query"] when _hasEvent => null,
            ["headers" or "query", { } name] when _hasEvent => CaseProblem(name),
            ["envelope", ..] when _hasEvent => null,
            ["execution", "steps", not null, ..] when _fields.Contains(StepOutputs + "['name']", StringComparer.Ordinal) => null,
            _ when _fields.Contains(string.Join('.', names), StringComparer.Ordinal) => null,
            _ => $"expected {(_hasEvent ? "$$.headers['name'], $$.query['name'], $$.envelope, " : "")}{string.Join(", ", _fields.Select(field => "$$." + field))}",
        };
    }

    private static string? CaseProblem(string name) =>
        name.Any(char.IsUpper) ? $"names are in lower case here: '{name.ToLowerInvariant()}'" : null;
}

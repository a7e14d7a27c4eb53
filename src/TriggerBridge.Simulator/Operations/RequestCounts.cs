namespace TriggerBridge.Simulator.Operations;

/// <summary>How many requests of each kind came in, the refused ones included.</summary>
internal sealed class RequestCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<Operation>().Length];

    public void Add(Operation operation) => Interlocked.Increment(ref _counts[(int)operation]);

    public static IResult List(RequestCounts counts) => TypedResults.Json(counts.View(), CountJson.Instance.RequestCountsView);

    private RequestCountsView View() => new(
        Of(Operation.Token),
        Of(Operation.Execute),
        Of(Operation.Test),
        Of(Operation.Get),
        Of(Operation.List),
        Of(Operation.History),
        Of(Operation.Cancel),
        Of(Operation.Workflow),
        Of(Operation.Library),
        Of(Operation.Trigger),
        Of(Operation.Subscription),
        Of(Operation.Invocation),
        Of(Operation.Callback));

    private long Of(Operation operation) => Interlocked.Read(ref _counts[(int)operation]);
}

internal sealed record RequestCountsView(
    long Token,
    long Execute,
    long Test,
    long Get,
    long List,
    long History,
    long Cancel,
    long Workflow,
    long Library,
    long Trigger,
    long Subscription,
    long Invocation,
    long Callback);

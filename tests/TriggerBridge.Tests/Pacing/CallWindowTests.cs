using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TriggerBridge.Pacing;

namespace TriggerBridge.Tests.Pacing;

public sealed class CallWindowTests
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private static readonly Arbitrary<Arrivals> AnyArrivals = (
        from most in Gen.Choose(1, 12)
        from gaps in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Choose(0, 300)), (1, Gen.Choose(0, 15_000))).ListOf()
        from patience in Gen.Choose(0, 40_000)
        select new Arrivals(most, [.. gaps], TimeSpan.FromMilliseconds(patience))).ToArbitrary();

    [Property]
    public Property No_span_holds_more_calls_than_it_may() => Prop.ForAll(AnyArrivals, arrivals =>
    {
        var calls = Run(arrivals).Select(call => call.At).ToList();
        return Enumerable.Range(0, Math.Max(0, calls.Count - arrivals.Most)).All(n => calls[n + arrivals.Most] - calls[n] >= Span);
    });

    [Property]
    public Property Calls_go_in_the_order_in_which_they_came_and_none_before_it_came() => Prop.ForAll(AnyArrivals, arrivals =>
    {
        var calls = Run(arrivals);
        return calls.All(call => call.At >= call.Came) && calls.Zip(calls.Skip(1)).All(pair => pair.First.At <= pair.Second.At);
    });

    [Property]
    public Property No_call_waits_that_need_not() => Prop.ForAll(AnyArrivals, arrivals =>
    {
        var calls = Run(arrivals);
        return Enumerable.Range(0, calls.Count).All(n =>
            calls[n].At == calls[n].Came
            || (n > 0 && calls[n].At == calls[n - 1].At)
            || (n >= arrivals.Most && calls[n].At == calls[n - arrivals.Most].At + Span));
    });

    private static List<(TimeSpan Came, TimeSpan At)> Run(Arrivals arrivals)
    {
        var window = new CallWindow(arrivals.Most);
        var now = TimeSpan.Zero;
        var calls = new List<(TimeSpan, TimeSpan)>();
        foreach (var gap in arrivals.Gaps)
        {
            now += TimeSpan.FromMilliseconds(gap);
            var at = window.Earliest(now, Span);
            if (at - now > arrivals.Patience)
                continue;
            window.Take(at);
            calls.Add((now, at));
        }

        return calls;
    }

    internal sealed record Arrivals(int Most, IReadOnlyList<int> Gaps, TimeSpan Patience);
}

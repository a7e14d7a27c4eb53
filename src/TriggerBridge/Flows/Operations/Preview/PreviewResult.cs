using TriggerBridge.Flows.Receiving;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>What looking at a sample came to.</summary>
public abstract record PreviewResult
{
    private PreviewResult()
    {
    }

    public sealed record Previewed(PreviewReport Report) : PreviewResult;

    /// <summary>There is no such bridge, it is not ready, or there is no event in the sample: a sender would be answered so.</summary>
    public sealed record Unusable(ReceiveResult Answer) : PreviewResult;

    /// <summary>The bridge has no webhook: no sender sends it anything, and its items are shown by <c>POST /api/polls/{bridge}/preview</c>.</summary>
    public sealed record OnlyPolls : PreviewResult;
}

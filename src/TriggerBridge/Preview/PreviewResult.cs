namespace TriggerBridge.Preview;

/// <summary>What looking at a sample came to.</summary>
public abstract record PreviewResult
{
    private PreviewResult()
    {
    }

    public sealed record Previewed(PreviewReport Report) : PreviewResult;

    /// <summary>There is no such bridge, or no event in the sample: a sender would be answered so.</summary>
    public sealed record Unusable(ReceiveResult Answer) : PreviewResult;
}

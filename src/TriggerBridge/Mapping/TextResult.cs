namespace TriggerBridge.Mapping;

/// <summary>What became of a text template.</summary>
public abstract record TextResult
{
    private TextResult()
    {
    }

    public sealed record Found(string Text) : TextResult;

    /// <summary>A path found nothing.</summary>
    public sealed record Missing(string Reason) : TextResult;
}

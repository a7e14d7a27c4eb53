namespace TriggerBridge.Mapping;

/// <summary>What became of an event.</summary>
public abstract record MappingResult
{
    private MappingResult()
    {
    }

    /// <summary>What of the event does not fit the bridge's schema; null: it fits, or was not checked.</summary>
    public SchemaMismatch? Mismatch { get; init; }

    /// <summary>The workflow's input: one JSON object in UTF-8.</summary>
    public sealed record Mapped(ReadOnlyMemory<byte> Json) : MappingResult;

    /// <summary>The bridge's filter does not want it.</summary>
    public sealed record Filtered : MappingResult;

    /// <summary>Trying again would not help. The reason names paths, never values.</summary>
    public sealed record Failed(string Reason) : MappingResult;
}

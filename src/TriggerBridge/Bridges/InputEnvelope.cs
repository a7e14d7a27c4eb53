namespace TriggerBridge.Bridges;

/// <summary>Makes the body of execute-external from a mapped input.</summary>
public static class InputEnvelope
{
    /// <param name="mappedInput">One JSON object in UTF-8, as <see cref="Mapping.InputTemplate"/> writes it.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> mappedInput, WorkflowTarget workflow, string deliveryId, int attempt) =>
        throw new NotSupportedException();
}

using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Bridges;

/// <summary>Makes the body of execute-external from a mapped input.</summary>
public static class InputEnvelope
{
    internal const string DeliveryIdName = "_deliveryId";
    internal const string AttemptName = "_attempt";
    private const int UsualFrame = 128;

    /// <summary>What correlation adds to an input.</summary>
    internal static FrozenSet<string> OwnNames { get; } = FrozenSet.Create(StringComparer.Ordinal, DeliveryIdName, AttemptName);

    /// <param name="mappedInput">
    /// One JSON object in UTF-8 without white space around its braces, as <see cref="Mapping.InputTemplate"/> writes it.
    /// </param>
    /// <param name="attempt">Counted from 1.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> mappedInput, WorkflowTarget workflow, string deliveryId, int attempt)
    {
        if (workflow is { Envelope: Envelope.None, Correlate: false }) return mappedInput;

        var body = new ArrayBufferWriter<byte>(mappedInput.Length + UsualFrame);
        if (workflow.Envelope == Envelope.Input) body.Write("{\"input\":"u8);
        if (workflow.Correlate) WriteCorrelated(body, mappedInput.Span, deliveryId, attempt);
        else body.Write(mappedInput.Span);
        if (workflow.Envelope == Envelope.Input) body.Write("}"u8);
        return body.WrittenMemory;
    }

    private static void WriteCorrelated(ArrayBufferWriter<byte> body, ReadOnlySpan<byte> input, string deliveryId, int attempt)
    {
        body.Write(input[..^1]);
        if (input is not [(byte)'{', (byte)'}']) body.Write(","u8);
        var id = JsonEncodedText.Encode(deliveryId);
        var number = attempt.ToString(CultureInfo.InvariantCulture);
        Encoding.UTF8.GetBytes($"\"{DeliveryIdName}\":\"{id}\",\"{AttemptName}\":{number}}}", body);
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;

namespace TriggerBridge.Simulator.Executions;

/// <summary>Reads the body of execute-external: the workflow's input is its <c>input</c>, or all of it.</summary>
internal static class ExecutionInput
{
    public static async Task<InputOutcome> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var bytes = read.Buffer.ToArray();
            body.AdvanceTo(read.Buffer.End);
            return Parse(bytes);
        }
    }

    private static InputOutcome Parse(byte[] body)
    {
        // The specification calls the body optional.
        if (body.Length == 0)
            return new InputOutcome.Read("{}"u8.ToArray());
        if (!Utf8.IsValid(body))
            return new InputOutcome.Invalid("The request body is not UTF-8.");

        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            return reader.TokenType is JsonTokenType.StartObject
                ? new InputOutcome.Read(InputIn(body, ref reader))
                : new InputOutcome.Invalid("The request body is not a JSON object.");
        }
        catch (JsonException)
        {
            return new InputOutcome.Invalid("The request body is not valid JSON.");
        }
    }

    private static ReadOnlyMemory<byte> InputIn(byte[] body, ref Utf8JsonReader reader)
    {
        ReadOnlyMemory<byte> input = body;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isInput = reader.ValueTextEquals("input"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isInput)
                input = body.AsMemory(start, (int)reader.BytesConsumed - start);
        }

        // Anything after the closing brace makes this throw.
        reader.Read();
        return input;
    }
}

internal abstract record InputOutcome
{
    private InputOutcome()
    {
    }

    public sealed record Read(ReadOnlyMemory<byte> Input) : InputOutcome;

    public sealed record Invalid(string Reason) : InputOutcome;
}

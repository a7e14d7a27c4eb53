using System.Text.Json;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>The body of a 2xx answer, <c>{workflowExecutionId, message}</c>; both may be missing.</summary>
internal readonly record struct ExecuteReply(string? WorkflowExecutionId, string? Message, bool IsReadable)
{
    // ISC's ids have 36 characters. What is far longer is none and would not fit the places that keep it.
    private const int MaxIdLength = 256;

    public static ExecuteReply Read(ReadOnlySpan<byte> json)
    {
        string? id = null, message = null;
        var readable = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.ReadObjectStart();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("workflowExecutionId"u8))
                    id = reader.ReadText();
                else if (reader.ValueTextEquals("message"u8))
                    message = reader.ReadText();
                else
                    reader.SkipValue();
            }

            readable = !reader.Read();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // An id that was read before the text broke off still is one.
        }

        return new ExecuteReply(id is { Length: > 0 and <= MaxIdLength } ? id : null, message, readable);
    }
}

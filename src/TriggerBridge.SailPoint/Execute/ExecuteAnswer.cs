using System.Text.Json;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>Reads an answer of execute-external as an outcome; whatever is not clear is in doubt.</summary>
internal readonly record struct ExecuteAnswer(HttpResponseMessage Response, ResponseBody Body, TimeProvider Time)
{
    private int Status => (int)Response.StatusCode;

    public ExecuteOutcome ToOutcome(AccessToken token, ReadOnlyMemory<byte> sentJson)
    {
        if (!Response.IsSuccessStatusCode)
            return Failed(token, sentJson);

        var reply = ExecuteReply.Read(Body.Bytes.Span);
        if (reply.WorkflowExecutionId is { } id)
        {
            return new ExecuteOutcome.Started
            {
                WorkflowExecutionId = id, Message = "Started", HttpStatus = Status, ServerDate = Response.Headers.Date,
            };
        }

        return WithoutExecution(reply, token, sentJson);
    }

    private ExecuteOutcome WithoutExecution(ExecuteReply reply, AccessToken token, ReadOnlyMemory<byte> sentJson)
    {
        var readable = reply.IsReadable && Body.IsComplete;
        if (readable && Status == 200 && IsRefusal(reply.Message))
        {
            var message = EchoFilter.Clean(reply.Message, Status, [token.Value], EchoFilter.ValuesOf(sentJson.Span));
            return new ExecuteOutcome.Refused { Message = message, HttpStatus = Status, ServerDate = Response.Headers.Date };
        }

        return new ExecuteOutcome.InDoubt
        {
            Message = readable ? $"HTTP {Status} with neither an execution id nor a known refusal" : EchoFilter.Unreadable(Status),
            HttpStatus = Status,
            ServerDate = Response.Headers.Date,
        };
    }

    private ExecuteOutcome Failed(AccessToken token, ReadOnlyMemory<byte> sentJson)
    {
        var error = IscError.Read(Body.Bytes.Span, Status, [token.Value], sentJson.Span);
        var message = error.Messages[0];
        var retryAfter = Response.RetryAfter(Time);
        ExecuteOutcome outcome = Status switch
        {
            401 => new ExecuteOutcome.Unauthorized { Message = message },
            _ when RateLimit.IsExceeded(Status) => new ExecuteOutcome.NotStarted { Message = message, RetryAfter = retryAfter },
            // Also with an appointment: it may come from a gateway whose backend was at work.
            503 => new ExecuteOutcome.InDoubt { Message = message, RetryAfter = retryAfter },
            // 408 and 499 say that somebody on the way lost patience, not what the workflow service did.
            408 or 499 => new ExecuteOutcome.InDoubt { Message = message },
            >= 400 and < 500 => new ExecuteOutcome.Rejected { Message = message },
            _ => new ExecuteOutcome.InDoubt { Message = message },
        };
        return outcome with { HttpStatus = Status, TrackingId = error.TrackingId, ServerDate = Response.Headers.Date };
    }

    // "Workflow was not executed externally. Check enabled flag on workflow definition", matched loosely.
    private static bool IsRefusal(string? message) =>
        message is not null && message.Contains("not executed", StringComparison.OrdinalIgnoreCase);
}

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

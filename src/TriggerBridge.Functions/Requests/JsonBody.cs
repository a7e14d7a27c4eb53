using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Pausing;

namespace TriggerBridge.Functions.Requests;

/// <summary>What an operator sends who asks for something.</summary>
internal interface IActionBody
{
    /// <summary>Why they ask, for whoever looks later.</summary>
    string? Reason { get; }
}

/// <summary>An operator's request body.</summary>
internal abstract record JsonBody<T>
{
    public sealed record Read(T Value) : JsonBody<T>;

    public sealed record Invalid(string Problem) : JsonBody<T>;
}

internal static class JsonBody
{
    // None of them needs a hundredth of it.
    private const int MostBytes = 64 * 1024;

    /// <summary>Reads a body; none at all is read as an empty object.</summary>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<JsonBody<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var part = new byte[4096];
        for (int count; (count = await request.Body.ReadAsync(part, cancellationToken)) > 0;)
        {
            // What is too large is read to its end and not kept, as events are; see RequestReader.
            if (buffer.Length <= MostBytes) await buffer.WriteAsync(part.AsMemory(0, count), cancellationToken);
        }

        if (buffer.Length > MostBytes)
            throw new BadHttpRequestException($"The body may have {MostBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
        var text = buffer.Length == 0 ? "{}"u8 : buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        try
        {
            return JsonSerializer.Deserialize(text, type) switch
            {
                null => new JsonBody<T>.Invalid("The body must be a JSON object."),
                IActionBody { Reason.Length: > PauseOrder.LongestReason } => new JsonBody<T>.Invalid($"'reason' may have {PauseOrder.LongestReason} characters."),
                var value => new JsonBody<T>.Read(value),
            };
        }
        catch (JsonException wrong)
        {
            return new JsonBody<T>.Invalid(wrong.Path is "$.by"
                ? "'by' is not taken any more: leave it out. What is recorded is who the API key or the access token belongs to."
                : $"The body is not as expected at {wrong.Path ?? "$"}.");
        }
    }
}

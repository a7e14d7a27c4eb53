using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Operators;

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

    /// <summary>Reads a body as it is.</summary>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await BodyReader.ReadAsync(request, MostBytes, cancellationToken) ?? throw new BadHttpRequestException($"The body may have {MostBytes} bytes.", StatusCodes.Status413PayloadTooLarge);

    /// <summary>Reads a body; none at all is read as an empty object.</summary>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<JsonBody<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var text = await ReadBytesAsync(request, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(text.IsEmpty ? "{}"u8 : text.Span, type) switch
            {
                null => new JsonBody<T>.Invalid("The body must be a JSON object."),
                IActionBody { Reason.Length: > Operator.LongestReason } => new JsonBody<T>.Invalid($"'reason' may have {Operator.LongestReason} characters."),
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

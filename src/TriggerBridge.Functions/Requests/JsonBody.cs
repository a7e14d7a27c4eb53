using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Functions.Requests;

/// <summary>An operator's request body.</summary>
internal abstract record JsonBody<T>
{
    public sealed record Read(T Value) : JsonBody<T>;

    public sealed record Invalid(string Problem) : JsonBody<T>;
}

internal static class JsonBody
{
    /// <summary>Reads a body; none at all is read as an empty object.</summary>
    public static async Task<JsonBody<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        var text = buffer.Length == 0 ? "{}"u8 : buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        try
        {
            return JsonSerializer.Deserialize(text, type) is { } value
                ? new JsonBody<T>.Read(value)
                : new JsonBody<T>.Invalid("The body must be a JSON object.");
        }
        catch (JsonException wrong)
        {
            return new JsonBody<T>.Invalid($"The body is not as expected at {wrong.Path ?? "$"}.");
        }
    }
}

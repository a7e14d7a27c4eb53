using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Functions.Answers;

/// <summary>A list as NDJSON: one JSON object in each line, sent while it is read, and never held.</summary>
internal sealed class NdjsonAnswer<T> : IResult
{
    // After so many lines, what there is goes out.
    private const int Lines = 100;

    private readonly IAsyncEnumerator<T> _items;
    private readonly JsonTypeInfo<T> _type;
    private readonly bool _isEmpty;

    private NdjsonAnswer(IAsyncEnumerator<T> items, JsonTypeInfo<T> type, bool isEmpty) => (_items, _type, _isEmpty) = (items, type, isEmpty);

    /// <summary>Reads the first one, so that what goes wrong at once is still answered as anywhere else.</summary>
    public static async Task<IResult> StartAsync(IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var enumerator = items.GetAsyncEnumerator(cancellationToken);
        try
        {
            return new NdjsonAnswer<T>(enumerator, type, isEmpty: !await enumerator.MoveNextAsync());
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Ndjson.MediaType;
        await using (_items)
        {
            var body = httpContext.Response.BodyWriter;
            for (var (line, isOver) = (1, _isEmpty); !isOver; line++, isOver = !await _items.MoveNextAsync())
            {
                await using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = _type.Options.Encoder }))
                    JsonSerializer.Serialize(writer, _items.Current, _type);
                body.Write("\n"u8);
                if (line % Lines == 0) await body.FlushAsync(httpContext.RequestAborted);
            }

            await body.FlushAsync(httpContext.RequestAborted);
        }
    }
}

internal static class Ndjson
{
    public const string MediaType = "application/x-ndjson";

    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept?.Split(',').Any(type => type.Split(';')[0].Trim().Equals(MediaType, StringComparison.OrdinalIgnoreCase)) == true);
}

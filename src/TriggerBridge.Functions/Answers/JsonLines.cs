using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace TriggerBridge.Functions.Answers;

/// <summary>
/// A list as lines of JSON, one for each object, however many there are: what is found is sent, and not kept. Where that fails midway the last
/// line is the problem, and the connection is broken off, so that what was sent cannot be taken for all of it.
/// </summary>
internal static class JsonLines
{
    public const string MediaType = "application/x-ndjson";

    // Bytes: neither a packet for each line, nor much memory.
    private const int SentAtOnce = 32 * 1024;

    /// <summary>Whether this is what the caller wants.</summary>
    public static bool AreWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    /// <summary>Awaits the first item, so that what fails at once gets an answer of its own.</summary>
    /// <param name="items">What is found.</param>
    /// <param name="type">How an item is written.</param>
    /// <param name="function">Whose answer it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The answer disposes of what it sends.")]
    public static async Task<IResult> BeginAsync<T>(IAsyncEnumerable<T> items, JsonTypeInfo<T> type, string function, CancellationToken cancellationToken)
    {
        var found = items.GetAsyncEnumerator(cancellationToken);
        try
        {
            return new Answer<T>(found, await found.MoveNextAsync(), type, function);
        }
        catch
        {
            await found.DisposeAsync();
            throw;
        }
    }

    private sealed class Answer<T>(IAsyncEnumerator<T> found, bool hasFirst, JsonTypeInfo<T> type, string function) : IResult
    {
        [SuppressMessage("Design", "CA1031", Justification = "The edge: an answer has begun, and whatever ends it must be seen by who reads it.")]
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = MediaType;
            httpContext.Response.Headers.Vary = "Accept";
            // Kept by nobody on the way.
            httpContext.Response.Headers.CacheControl = "no-store";
            var body = httpContext.Response.BodyWriter;
            await using var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = type.Options.Encoder });
            try
            {
                await using (found) await SendAsync(body, writer, httpContext.RequestAborted);
            }
            catch (Exception fault)
            {
                if (httpContext.RequestServices.GetRequiredService<FaultAnswers>().Describe(fault, function, httpContext) is { } problem)
                {
                    Write(body, writer, problem, ApiJson.Answers.ProblemBody);
                    await body.FlushAsync(httpContext.RequestAborted);
                }

                httpContext.Abort();
            }
        }

        private async Task SendAsync(PipeWriter body, Utf8JsonWriter writer, CancellationToken cancellationToken)
        {
            for (var hasMore = hasFirst; hasMore; hasMore = await found.MoveNextAsync())
            {
                Write(body, writer, found.Current, type);
                if (body.UnflushedBytes >= SentAtOnce)
                    await body.FlushAsync(cancellationToken);
            }
        }

        private static void Write<TLine>(PipeWriter body, Utf8JsonWriter writer, TLine line, JsonTypeInfo<TLine> type)
        {
            JsonSerializer.Serialize(writer, line, type);
            writer.Flush();
            writer.Reset();
            body.Write("\n"u8);
        }
    }
}

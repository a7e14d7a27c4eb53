using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace TriggerBridge.Tables;

/// <summary>
/// Stands around the retries and gives a service that cannot be reached one shape: <see cref="RequestFailedException"/> with status 0.
/// Azure.Core throws that, an <see cref="AggregateException"/>, an <see cref="IOException"/> or, for its own network time-out,
/// an <see cref="OperationCanceledException"/>, depending on how often it tried and where it broke.
/// </summary>
internal sealed class NoAnswerPolicy : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception exception) when (IsNoAnswer(exception, message))
        {
            throw NoAnswer(exception);
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception exception) when (IsNoAnswer(exception, message))
        {
            throw NoAnswer(exception);
        }
    }

    private static bool IsNoAnswer(Exception exception, HttpMessage message) => exception switch
    {
        AggregateException or IOException => true,
        OperationCanceledException => !message.CancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static RequestFailedException NoAnswer(Exception exception)
    {
        var last = exception is AggregateException { InnerExceptions: [.., var inner] } ? inner : exception;
        return new(0, $"The table service gave no answer: {last.Message}", errorCode: null, exception);
    }
}

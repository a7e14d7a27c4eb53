using System.Globalization;

namespace TriggerBridge.Simulator.Http;

/// <summary>An answer with <c>Retry-After</c> in seconds, as ISC sends it.</summary>
internal sealed class RetryAfterResult(IResult answer, int seconds) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return answer.ExecuteAsync(httpContext);
    }
}

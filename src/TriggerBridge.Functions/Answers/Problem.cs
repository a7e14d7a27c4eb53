using Microsoft.AspNetCore.Mvc;

namespace TriggerBridge.Functions.Answers;

/// <summary>Errors as problem details (RFC 9457).</summary>
internal static class Problem
{
    public static IResult BadRequest(string detail) => For(StatusCodes.Status400BadRequest, "The request is not valid", detail);

    public static IResult Unauthorized(string detail) => For(StatusCodes.Status401Unauthorized, "Not authorized", detail);

    public static IResult Forbidden(string detail) => For(StatusCodes.Status403Forbidden, "Not allowed", detail);

    public static IResult NotFound(string detail) => For(StatusCodes.Status404NotFound, "Not found", detail);

    public static IResult Unavailable(string detail, TimeSpan retryAfter) => new WithRetryAfter(
        For(StatusCodes.Status503ServiceUnavailable, "Not ready", detail), retryAfter);

    public static IResult TooMany(string detail, TimeSpan retryAfter) => new WithRetryAfter(
        For(StatusCodes.Status429TooManyRequests, "Too many requests", detail), retryAfter);

    public static IResult For(int status, string title, string detail) => TypedResults.Json(
        new ProblemDetails { Status = status, Title = title, Detail = detail },
        ApiJson.Answers.ProblemDetails,
        "application/problem+json",
        status);

    private sealed class WithRetryAfter(IResult inner, TimeSpan retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return inner.ExecuteAsync(httpContext);
        }
    }
}

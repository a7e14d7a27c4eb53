using System.Globalization;

namespace TriggerBridge.Functions.Answers;

/// <summary>Errors as problem details (RFC 9457), each of a <see cref="ProblemType"/>.</summary>
internal static class Problem
{
    private const string MediaType = "application/problem+json";

    public static IResult BadRequest(string detail) => Of(ProblemTypes.InvalidRequest, detail);

    public static IResult Unauthorized(string detail) => Of(ProblemTypes.NotAuthorized, detail);

    public static IResult Forbidden(string detail) => Of(ProblemTypes.NotAllowed, detail);

    public static IResult NotFound(string detail) => Of(ProblemTypes.NotFound, detail);

    public static IResult TooMany(string detail, TimeSpan retryAfter) => Of(ProblemTypes.TooManyRequests, detail, retryAfter);

    public static IResult Unavailable(string detail, TimeSpan retryAfter) => Of(ProblemTypes.NotReady, detail, retryAfter);

    public static IResult Of(ProblemType type, string detail) => TypedResults.Json(BodyOf(type, detail), ApiJson.Answers.ProblemBody, MediaType, type.Status);

    /// <param name="retryAfter">When the same request may be answered otherwise.</param>
    public static IResult Of(ProblemType type, string detail, TimeSpan retryAfter) => new WithRetryAfter(Of(type, detail), retryAfter);

    internal static Body BodyOf(ProblemType type, string detail) => new(type.Urn, type.Title, type.Status, detail, type.Remedy);

    /// <param name="Type">The same for all errors of a kind, for programs.</param>
    /// <param name="Title">The kind, in a few words.</param>
    /// <param name="Status">Of the answer.</param>
    /// <param name="Detail">What is wrong with this request.</param>
    /// <param name="Remedy">What to do.</param>
    internal sealed record Body(string Type, string Title, int Status, string Detail, string Remedy);

    private sealed class WithRetryAfter(IResult inner, TimeSpan retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return inner.ExecuteAsync(httpContext);
        }
    }
}

using System.Globalization;

namespace TriggerBridge.Simulator.Http;

/// <summary>ISC's error answers: 401 and 429 have shapes of their own, all others share one.</summary>
internal static class IscError
{
    public static IResult BadRequest(string text) => Of(StatusCodes.Status400BadRequest, text);

    /// <summary>What a request is about is not there, or no longer open: a 400 with a code of its own, as ISC has been seen to answer.</summary>
    public static IResult BadReference(string text) => TypedResults.Json(
        Body(StatusCodes.Status400BadRequest, text) with { DetailCode = "400.1.404 Referenced object not found" },
        SimulatorJson.Instance.ErrorBody,
        statusCode: StatusCodes.Status400BadRequest);

    public static IResult Forbidden(string text) => Of(StatusCodes.Status403Forbidden, text);

    public static IResult NotFound() =>
        Of(StatusCodes.Status404NotFound, "The server did not find a current representation for the target resource.");

    public static IResult Unauthorized(string reason) => TypedResults.Json(
        new UnauthorizedBody(reason), SimulatorJson.Instance.UnauthorizedBody, statusCode: StatusCodes.Status401Unauthorized);

    public static IResult TooManyRequests() => TypedResults.Json(
        new TooManyRequestsBody("Rate Limit Exceeded"),
        SimulatorJson.Instance.TooManyRequestsBody,
        statusCode: StatusCodes.Status429TooManyRequests);

    /// <summary>The body that ISC sends with that status.</summary>
    public static IResult Of(int status, string text) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthorized(text),
        StatusCodes.Status429TooManyRequests => TooManyRequests(),
        _ => TypedResults.Json(Body(status, text), SimulatorJson.Instance.ErrorBody, statusCode: status),
    };

    private static ErrorBody Body(int status, string text) => new(
        string.Create(CultureInfo.InvariantCulture, $"{status} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status)}"),
        Guid.NewGuid().ToString("N"),
        [new ErrorMessage("en-US", "DEFAULT", text)],
        []);
}

internal sealed record ErrorBody(
    string DetailCode, string TrackingId, IReadOnlyList<ErrorMessage> Messages, IReadOnlyList<ErrorMessage> Causes);

internal sealed record ErrorMessage(string Locale, string LocaleOrigin, string Text);

internal sealed record UnauthorizedBody(string Error);

internal sealed record TooManyRequestsBody(string Message);

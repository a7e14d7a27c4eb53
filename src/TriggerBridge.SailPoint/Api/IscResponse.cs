using System.Globalization;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Api;

/// <summary>An answer of ISC, read to its end.</summary>
internal sealed record IscResponse
{
    public required int Status { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>False if the body broke off.</summary>
    public required bool IsComplete { get; init; }

    public IscError? Error { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public int? TotalCount { get; init; }

    public bool IsSuccess => Error is null;

    public static IscResponse Of(HttpResponseMessage answer, ResponseBody body, TimeProvider time, IReadOnlyList<string> secrets)
    {
        var status = (int)answer.StatusCode;
        return new()
        {
            Status = status,
            Body = body.Bytes.ToArray(),
            IsComplete = body.IsComplete,
            Error = answer.IsSuccessStatusCode ? null : IscError.Read(body.Bytes, status, secrets),
            RetryAfter = answer.RetryAfter(time),
            TotalCount = TotalOf(answer),
        };
    }

    private static int? TotalOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-Total-Count", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? total
            : null;
}

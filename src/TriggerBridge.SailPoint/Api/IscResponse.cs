using System.Globalization;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Api;

/// <summary>What came of a request: ISC's answer, or why there is none.</summary>
internal abstract record IscResponse
{
    private IscResponse()
    {
    }

    /// <summary>Null if ISC named no time.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>An answer, read to its end.</summary>
    public sealed record Received : IscResponse
    {
        public required int Status { get; init; }

        public required ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>False if the body broke off.</summary>
        public required bool IsComplete { get; init; }

        /// <summary>Null if ISC did as it was asked.</summary>
        public IscError? Error { get; init; }

        /// <summary>ISC's clock, from the <c>Date</c> header.</summary>
        public DateTimeOffset? ServerDate { get; init; }

        public int? TotalCount { get; init; }

        /// <param name="answer">As it came.</param>
        /// <param name="body">Its body.</param>
        /// <param name="time">The clock for dates in <c>Retry-After</c>.</param>
        /// <param name="secrets">What is blotted out in an error.</param>
        /// <param name="sentJson">The event, if it was sent: its values are blotted out, too.</param>
        public static Received Of(
            HttpResponseMessage answer, ResponseBody body, TimeProvider time, IReadOnlyList<string> secrets, ReadOnlyMemory<byte> sentJson = default)
        {
            var status = (int)answer.StatusCode;
            return new()
            {
                Status = status,
                Body = body.Bytes.ToArray(),
                IsComplete = body.IsComplete,
                Error = answer.IsSuccessStatusCode ? null : IscError.Read(body.Bytes.Span, status, secrets, sentJson.Span),
                RetryAfter = answer.RetryAfter(time),
                ServerDate = answer.Headers.Date,
                TotalCount = TotalOf(answer),
            };
        }

        private static int? TotalOf(HttpResponseMessage answer) =>
            answer.Headers.TryGetValues("X-Total-Count", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
                ? total
                : null;
    }

    /// <summary>There was no token, so nothing was sent.</summary>
    /// <param name="Message">Why.</param>
    /// <param name="Status">The token endpoint's; null if it did not answer.</param>
    public sealed record NoToken(string Message, int? Status) : IscResponse;

    /// <summary>The caller took its permission back, so nothing was sent.</summary>
    public sealed record NotSent : IscResponse;

    /// <summary>No connection, or too slow.</summary>
    public sealed record NoAnswer(string Reason, Exception Fault) : IscResponse;
}

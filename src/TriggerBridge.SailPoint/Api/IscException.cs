using System.Globalization;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Api;

/// <summary>ISC refused a call, or gave no usable answer. The message is one line that holds no token and no secret.</summary>
public sealed class IscException : Exception
{
    public IscException()
    {
    }

    public IscException(string message)
        : base(message)
    {
    }

    public IscException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What was called.</summary>
    public IscOperation? Operation { get; init; }

    /// <summary>The HTTP status; null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>ISC's own code, such as <c>400.1 Bad Request Content</c>.</summary>
    public string? DetailCode { get; init; }

    /// <summary>What SailPoint's support asks for.</summary>
    public string? TrackingId { get; init; }

    public IReadOnlyList<string> Messages { get; init; } = [];

    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>When ISC wants to be asked again at the earliest; null if it named no time.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>No token was to be had: the credential is wrong, or the token endpoint out of reach.</summary>
    public bool IsTokenRefused { get; init; }

    internal bool IsRateLimited => RateLimit.IsExceeded(Status);

    internal bool IsOutOfService => RateLimit.IsOutOfService(Status, RetryAfter);

    internal static IscException Refused(IscOperation operation, int status, IscError error, TimeSpan? retryAfter)
    {
        var tracking = error.TrackingId is { } id ? $" (tracking id {id})" : "";
        return new(string.Create(CultureInfo.InvariantCulture, $"ISC refused {operation} with {status}: {error.Messages[0]}{tracking}"))
        {
            Operation = operation,
            Status = status,
            DetailCode = error.DetailCode,
            TrackingId = error.TrackingId,
            Messages = error.Messages,
            Causes = error.Causes,
            RetryAfter = retryAfter,
        };
    }

    internal static IscException NoToken(IscOperation operation, string reason, int? status, TimeSpan? retryAfter = null) =>
        new($"There is no token for {operation}: {reason}") { Operation = operation, Status = status, RetryAfter = retryAfter, IsTokenRefused = true };

    internal static IscException NoAnswer(IscOperation operation, string reason, Exception? fault = null) =>
        new($"ISC did not answer {operation}: {reason}", fault!) { Operation = operation };
}

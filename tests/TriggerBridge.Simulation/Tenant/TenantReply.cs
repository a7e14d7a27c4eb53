using System.Net;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>What the tenant does with a request: answers, or breaks the connection, or never answers.</summary>
internal sealed record TenantReply(HttpStatusCode Status, string Json)
{
    public static TenantReply Dropped { get; } = new(default, "") { IsDropped = true };

    public static TenantReply Silence { get; } = new(default, "") { IsSilent = true };

    public bool IsDropped { get; private init; }

    public bool IsSilent { get; private init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Of a list of questions: those that it shows as waiting for their answer.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];

    public static TenantReply Ok(string json) => new(HttpStatusCode.OK, json);

    public static TenantReply Error(int status, int? retryAfter = null) => new((HttpStatusCode)status, ErrorBody(status))
    {
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    // 401 and 429 have shapes of their own.
    private static string ErrorBody(int status) => status switch
    {
        401 => """{"error":"simulated"}""",
        429 => """{"message":"simulated"}""",
        _ => """{"detailCode":"simulated","messages":[{"locale":"en-US","text":"simulated"}]}""",
    };
}

using System.Text.Json.Nodes;
using System.Xml;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>What a subscription must be like, and what its values mean.</summary>
internal static class SubscriptionRules
{
    /// <returns>Null if there is none.</returns>
    public static string? ProblemOf(JsonObject subscription)
    {
        if (!TryDuration(subscription.TextOf("responseDeadline"), out _))
            return "responseDeadline is an ISO 8601 duration above zero, such as PT1H.";
        if (subscription.TextOf("filter") is { } filter)
        {
            switch (EventFilter.Parse(filter))
            {
                case FilterOutcome.NoPath no:
                    return $"The filter is no JSONPath: {no.Reason}";
                case FilterOutcome.OutsideOfSubset outside:
                    return outside.Reason;
            }
        }

        return subscription.TextOf("type") is "HTTP" ? ProblemOfHttp(subscription["httpConfig"] as JsonObject) : null;
    }

    public static TimeSpan DeadlineOf(JsonObject subscription) =>
        TryDuration(subscription.TextOf("responseDeadline"), out var deadline) ? deadline : throw new InvalidOperationException("Checked when it came in.");

    public static bool LetsThrough(JsonObject subscription, JsonObject input) =>
        subscription.TextOf("filter") is not { } filter || EventFilter.Parse(filter) is FilterOutcome.Valid valid && valid.Filter.Matches(input);

    private static string? ProblemOfHttp(JsonObject? http)
    {
        if (http is null)
            return "A subscription of type HTTP has httpConfig.";
        if (!Uri.TryCreate(http.TextOf("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return "httpConfig.url is an http or https address.";
        if (http.TextOf("httpDispatchMode") is not ("SYNC" or "ASYNC" or "DYNAMIC"))
            return "httpConfig.httpDispatchMode is SYNC, ASYNC or DYNAMIC.";
        return http.TextOf("httpAuthenticationType") switch
        {
            null or "NO_AUTH" => null,
            "BASIC_AUTH" => http["basicAuthConfig"] is JsonObject basic && basic.TextOf("userName") is not null ? null : "BASIC_AUTH has basicAuthConfig with userName and password.",
            "BEARER_TOKEN" => http["bearerTokenAuthConfig"] is JsonObject ? null : "BEARER_TOKEN has bearerTokenAuthConfig with bearerToken.",
            _ => "httpConfig.httpAuthenticationType is NO_AUTH, BASIC_AUTH or BEARER_TOKEN.",
        };
    }

    private static bool TryDuration(string? text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text ?? "");
            return duration > TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }
}

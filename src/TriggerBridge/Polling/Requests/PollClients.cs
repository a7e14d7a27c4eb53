using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Http;

namespace TriggerBridge.Polling.Requests;

/// <summary>The HTTP clients that read sources. Tests replace their primary handlers.</summary>
internal static class PollClients
{
    /// <summary>Reaches public addresses only.</summary>
    public const string Public = "poll";

    /// <summary>For hosts that a bridge file allows by name: reaches private networks too.</summary>
    public const string Allowed = "poll-allowed";

    /// <summary>Of one answer, unpacked.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    private static readonly string UserAgent = $"TriggerBridge/{typeof(PollClients).Assembly.GetName().Version?.ToString(3)}";

    public static void AddPollClients(this IServiceCollection services)
    {
        services.AddPollClient(Public, ReachHandlers.Public);
        services.AddPollClient(Allowed, ReachHandlers.Any);
    }

    private static void AddPollClient(this IServiceCollection services, string name, Func<SocketsHttpHandler> handler) =>
        services.AddHttpClient(name, Configure)
            .ConfigurePrimaryHttpMessageHandler(handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They would write every call's address, where keys may stand.
            .RemoveAllLoggers();

    private static void Configure(HttpClient http)
    {
        // Each request has its own deadline and its own limit.
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json");
    }
}

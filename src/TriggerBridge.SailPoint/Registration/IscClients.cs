using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.SailPoint.Triggers;

// Not the namespace of its folder: whoever registers the clients uses this one already.
namespace TriggerBridge.SailPoint;

public static class IscClients
{
    /// <summary>The one named <see cref="HttpClient"/> behind all clients of ISC; tests replace its primary handler.</summary>
    public const string HttpClientName = "isc";

    private static readonly string UserAgent = $"TriggerBridge/{typeof(IscClients).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>
    /// Registers <see cref="TokenCache"/>, <see cref="ExternalWorkflowClient"/>, <see cref="ExecutionClient"/> and
    /// <see cref="IscApiFactory"/>. Singletons may hold them: the handler is never replaced, and its connections are renewed by <see cref="SocketsHttpHandler.PooledConnectionLifetime"/>.
    /// </summary>
    public static IServiceCollection AddIscClients(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            new TokenCache(provider.GetRequiredService<TokenEndpoint>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient(HttpClientName, Configure)
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .AddHttpMessageHandler(static () => new ConnectFaultHandler())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They would write every call's URL, and cost time on the hot path.
            .RemoveAllLoggers()
            // Factories of our own: the framework's would compile expressions when the app starts, which takes 15 ms.
            .AddTypedClient(static (http, provider) => new TokenEndpoint(http, provider.GetRequiredService<TimeProvider>()))
            .AddTypedClient(static (http, provider) => new ExternalWorkflowClient(http, provider.GetRequiredService<TimeProvider>()))
            .AddTypedClient(static (http, provider) => new IscSender(http, provider.GetRequiredService<TokenCache>(), provider.GetRequiredService<TimeProvider>()))
            .AddTypedClient(static (http, provider) => new InvocationClient(
                http, provider.GetRequiredService<IscSender>(), provider.GetRequiredService<TokenCache>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ExecutionClient>();
        services.TryAddSingleton(provider => new IscApiFactory(provider.GetRequiredService<IscSender>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    internal static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // Short: a request that is written to a connection which the other side has given up silently is lost or not,
        // nobody knows, and so becomes an in-doubt. A new handshake now and then is cheaper than one of those.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
    };

    private static void Configure(HttpClient http)
    {
        // Each call has its own deadline.
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.MaxResponseContentBufferSize = ResponseBody.Limit;
        // Requests without one have been answered 403 "error code: 1010".
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json");
    }
}

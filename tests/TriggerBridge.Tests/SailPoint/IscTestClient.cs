using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;

namespace TriggerBridge.Tests.SailPoint;

/// <summary>The clients as the container builds them, over the real handler or the one that is given.</summary>
internal static class IscTestClient
{
    public static ServiceProvider Over(HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddIscClients();
        if (handler is not null)
            services.AddHttpClient(IscClients.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => handler);
        return services.BuildServiceProvider(validateScopes: true);
    }
}

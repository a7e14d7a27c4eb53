using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Polling.Requests;
using TriggerBridge.Polling.Running;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Polling;

internal static class PollingServices
{
    public static void AddPolling(this IServiceCollection services)
    {
        services.AddPollClients();
        services.AddSingleton<SourceCredentials>();
        services.AddSingleton<SourceClient>();
        services.AddSingleton<PollStates>();
        services.AddSingleton<PollFinds>();
        services.AddSingleton<KnownItems>();
        services.AddSingleton<ItemMapper>();
        services.AddSingleton<ItemRecorder>();
        services.AddSingleton<PollLease>();
        services.AddSingleton<PageReader>();
        services.AddSingleton<PageIntake>();
        services.AddSingleton<PollRun>();
        services.AddSingleton(s => new DuePolls(
            s.GetRequiredService<BridgeCatalog>(), s.GetRequiredService<PollRun>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<Jitter>(), s.GetRequiredService<ILogger<DuePolls>>()));
        services.AddSingleton(s => new PollDesk(
            s.GetRequiredService<BridgeCatalog>(), s.GetRequiredService<PollStates>(), s.GetRequiredService<PollFinds>(), s.GetRequiredService<PollRun>(),
            s.GetRequiredService<PageReader>(), s.GetRequiredService<ItemMapper>(), s.GetRequiredService<LedgerClock>(), s.GetRequiredService<TimeProvider>()));
    }
}

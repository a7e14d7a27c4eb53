using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Flows.Polling;
using TriggerBridge.Ledger;
using TriggerBridge.Polling;
using TriggerBridge.Polling.Requests;
using TriggerBridge.Polling.State;
using TriggerBridge.Timing;

namespace TriggerBridge;

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
        services.AddSingleton(s => new PollOperations(
            s.GetRequiredService<BridgeCatalog>(), s.GetRequiredService<PollStates>(), s.GetRequiredService<PollFinds>(), s.GetRequiredService<PollRun>(),
            s.GetRequiredService<PageReader>(), s.GetRequiredService<ItemMapper>(), s.GetRequiredService<LedgerClock>(), s.GetRequiredService<TimeProvider>()));
    }
}

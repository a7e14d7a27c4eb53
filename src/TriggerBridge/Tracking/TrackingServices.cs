using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Executions;

namespace TriggerBridge.Tracking;

internal static class TrackingServices
{
    public static void AddTracking(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<IValidateOptions<TrackingOptions>, TrackingOptionsValidator>();
        services.AddOptions<TrackingOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<ReadAccess>();
        services.AddSingleton<IscClocks>();
        services.AddSingleton<IscReads>();
        services.AddSingleton<IExecutionList, IscExecutionList>();
        services.AddSingleton<ExecutionRecords>();
        services.AddSingleton<WorkflowRecords>();
        services.AddSingleton<TrackingSchedule>();

        services.AddSingleton<DoubtTransitions>();
        services.AddSingleton<FoundExecutions>();
        services.AddSingleton<CandidateReader>();
        services.AddSingleton<WindowScans>();
        services.AddSingleton<AbsenceCheck>();
        services.AddSingleton<SelfCheck>();
        services.AddSingleton<LaterExecutions>();
        services.AddSingleton<WorkflowReconciliation>();
        services.AddSingleton<Reconciliation>();

        services.AddSingleton<TrackingTransitions>();
        services.AddSingleton<VisibilityLagRecorder>();
        services.AddSingleton<WorkflowTracking>();
        services.AddSingleton<ExecutionTracker>();
    }
}

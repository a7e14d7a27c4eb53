using System.Diagnostics.Metrics;
using System.Globalization;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Credentials;
using TriggerBridge.Dispatch;
using TriggerBridge.Flows.DueWork;
using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Pacing;
using TriggerBridge.Polling;
using TriggerBridge.Polling.State;
using TriggerBridge.SailPoint;
using TriggerBridge.Tenants;
using TriggerBridge.Timing;
using TriggerBridge.Tracking;

namespace TriggerBridge;

/// <summary>Everything that the bridge does, as services for a host.</summary>
public static class TriggerBridgeServices
{
    private const string Section = "TriggerBridge";

    public static IServiceCollection AddTriggerBridge(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new Jitter(new Random()));
        services.AddSingleton<NewId>(static () => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        services.AddCredentials(configuration, isDevelopment);
        services.AddIscClients();
        services.AddBridges(configuration, isDevelopment);
        services.AddLedger(configuration);
        services.AddDispatch(configuration, isDevelopment);
        services.AddTracking(configuration.GetSection(Section));
        services.AddReplay();
        services.AddRetention();
        services.AddPolling();

        services.AddSingleton<Rejections>();
        services.AddSingleton<WebhookAuthenticator>();
        services.AddSingleton<BatchRecorder>();
        services.AddSingleton<EventMapper>();
        services.AddSingleton(s => new DeliveryPipeline(
            s.Get<BridgeCatalog>(), s.Get<WebhookAuthenticator>(), s.Get<EventMapper>(), s.Get<DeliveryLedger>(), s.Get<LedgerReadiness>(), s.Get<BatchRecorder>(),
            s.Get<Dispatcher>(), s.Get<CircuitBreakers>(), s.Get<BackgroundCalls>(), s.Get<PollFinds>(), s.Get<TimeProvider>(), s.Get<IOptions<DispatchOptions>>(), s.Get<ILogger<DeliveryPipeline>>()));
        services.AddSingleton<WorkflowTester>();
        services.AddSingleton(s => new BridgePreviewer(s.Get<BridgeCatalog>(), s.Get<LedgerClock>(), s.Get<WorkflowTester>()));
        services.AddSingleton(s => new SecretCheck(s.Get<BridgeCatalog>(), s.Get<TenantDirectory>(), s.Get<SecretCache>()));
        services.AddSingleton<LedgerHealth>();
        services.AddSingleton(s => new BridgeHealth(
            s.Get<LedgerHealth>(), s.Get<BridgeCatalog>(), s.Get<SecretCache>(), s.Get<CircuitBreakers>(), s.Get<IscAccess>(), s.Get<PollStates>()));
        return services;
    }

    private static void AddBridges(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        services.AddOptions<BridgesOptions>().Bind(configuration.GetSection(Section));
        services.AddSingleton(s =>
        {
            var catalog = BridgeLoader.Load(s.Get<IOptions<BridgesOptions>>().Value.Location, s.Get<TenantDirectory>().Names, isDevelopment);
            catalog.LogErrors(s.Get<ILogger<BridgeCatalog>>());
            return catalog;
        });
    }

    private static void AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();
        services.AddOptions<LedgerOptions>()
            .Bind(configuration.GetSection(Section))
            .Configure(options => options.ConnectionString = configuration["AzureWebJobsStorage"])
            .ValidateOnStart();
        services.AddSingleton(s => CreateTables(s.Get<IOptions<LedgerOptions>>().Value));
        services.AddSingleton<LedgerClock>();
        services.AddSingleton<LedgerTables>();
        services.AddSingleton<DoubtWatch>();
        services.AddSingleton<DeliveryTelemetry>();
        services.AddSingleton<DeliveryScan>();
        services.AddSingleton(s => new DeliveryLedger(s.Get<LedgerTables>(), s.Get<LedgerClock>(), s.Get<DeliveryTelemetry>(), s.Get<NewId>()));
        services.AddSingleton(s => new DeliveryList(s.Get<LedgerTables>()));
        services.AddSingleton(s => new LedgerReadiness(s.Get<LedgerTables>(), s.Get<TimeProvider>(), s.Get<ILogger<LedgerReadiness>>()));
    }

    private static void AddDispatch(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        services.AddSingleton<IValidateOptions<DispatchOptions>, DispatchOptionsValidator>();
        services.AddOptions<DispatchOptions>().Bind(configuration.GetSection(Section)).ValidateOnStart();
        services.AddTenants(configuration, isDevelopment);
        services.AddHttpClient(IscClients.HttpClientName).AddHttpMessageHandler(s => new IscCallCounter(s.Get<TenantDirectory>(), s.Get<IMeterFactory>()));
        services.AddSingleton<ClientTable>();
        services.AddSingleton<UsageTable>();
        services.AddSingleton<CircuitBreakers>();
        services.AddSingleton<CredentialAlarm>();
        services.AddSingleton<IscAccess>();
        services.AddSingleton<OutcomeRecorder>();
        services.AddSingleton<UnansweredClaims>();
        services.AddSingleton(s => new OrderlyStop(s.Get<TimeProvider>(), s.Get<IOptions<DispatchOptions>>()));
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<DueDelivery>();
        services.AddSingleton<BackgroundCalls>();
        services.AddSingleton<CircuitReader>();
        services.AddSingleton<WorkablePartitions>();
        services.AddTransient<SweepClients>();
        services.AddSingleton<AgedWork>();
        services.AddSingleton<WorkWatch>();
        services.AddSingleton(s => new DueWorkSweep(
            s.Get<DeliveryLedger>(), s.Get<BridgeCatalog>(), s.Get<WorkablePartitions>(), s.Get<DueDelivery>(), s.Get<Reconciliation>(), s.Get<ExecutionTracker>(), s.Get<SweepClients>,
            s.Get<AgedWork>(), s.Get<BackgroundCalls>(), s.Get<WorkWatch>(), s.Get<DoubtWatch>(), s.Get<TimeProvider>(), s.Get<ILogger<DueWorkSweep>>()));
    }

    private static void AddReplay(this IServiceCollection services)
    {
        services.AddSingleton<ReplayPlanner>();
        services.AddSingleton(s => new DeliveryReplay(s.Get<DeliveryLedger>(), s.Get<ReplayPlanner>(), s.Get<ILogger<DeliveryReplay>>()));
        services.AddSingleton(s => new BulkReplay(
            s.Get<DeliveryLedger>(), s.Get<DeliveryScan>(), s.Get<DeliveryReplay>(), s.Get<TimeProvider>(), s.Get<ILogger<BulkReplay>>()));
    }

    private static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionTimes>();
        services.AddSingleton<IMaintenanceStep, DeliveryPurge>();
        services.AddSingleton<IMaintenanceStep, TombstonePurge>();
        services.AddSingleton<IMaintenanceStep, ContentPurge>();
        services.AddSingleton<IMaintenanceStep, StrayWork>();
        services.AddSingleton<IMaintenanceStep, MissingWork>();
        services.AddSingleton<IMaintenanceStep, EmptyPartitions>();
        services.AddSingleton<IMaintenanceStep, PollFindPurge>();
        services.AddSingleton<ExecutionPurge>();
        services.AddSingleton(s => new LedgerMaintenance(
            s.Get<WorkablePartitions>(), s.GetServices<IMaintenanceStep>(), s.Get<ExecutionPurge>(), s.Get<TimeProvider>(), s.Get<Jitter>(), s.Get<ILogger<LedgerMaintenance>>()));
    }

    private static TableServiceClient CreateTables(LedgerOptions options)
    {
        // A sender waits meanwhile: a few quick repeats, then 503 and the sender's own repeat.
        var client = new TableClientOptions
        {
            Retry = { Mode = RetryMode.Exponential, Delay = TimeSpan.FromMilliseconds(100), MaxRetries = 2, NetworkTimeout = TimeSpan.FromSeconds(10) },
            // Its events hold addresses, and so row keys; what goes wrong is told by the ledger. Each call has the span of the HTTP client.
            Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false },
        };
        return options.TableServiceUri is { } uri
            ? new TableServiceClient(uri, new DefaultAzureCredential(), client)
            : new TableServiceClient(options.ConnectionString!, client);
    }

    private static T Get<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}

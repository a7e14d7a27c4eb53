using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Auditing;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Credentials;
using TriggerBridge.Dispatch;
using TriggerBridge.Drift;
using TriggerBridge.Executions;
using TriggerBridge.Flows.Answering;
using TriggerBridge.Flows.DueWork;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Flows.Operations.Health;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Flows.Polling;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Pacing;
using TriggerBridge.Pairing;
using TriggerBridge.Pausing;
using TriggerBridge.Polling;
using TriggerBridge.Polling.Requests;
using TriggerBridge.Polling.State;
using TriggerBridge.SailPoint;
using TriggerBridge.Tenants;
using TriggerBridge.Timing;
using TriggerBridge.Tracking;
using TriggerBridge.Webhooks.Published;

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
        services.AddPublishedDocuments(isDevelopment);
        services.AddDrift(configuration.GetSection(Section));

        services.AddSingleton<Rejections>();
        services.AddSingleton<SenderPairing>();
        services.AddSingleton<WebhookAuthenticator>();
        services.AddSingleton<BatchRecorder>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<SourceIntake>();
        services.AddSingleton<CallbackReader>();
        services.AddSingleton<QuestionAnswerer>();
        services.AddSingleton<AnswerMaker>();
        services.AddSingleton<EndWatch>();
        services.AddSingleton<InvocationLookup>();
        services.AddSingleton<CallbackSender>();
        services.AddSingleton<DueAnswers>();
        services.AddSingleton<SchemaMismatches>();
        services.AddSingleton<EventMapper>();
        services.AddWithInternalConstructor<DeliveryPipeline>();
        services.AddSingleton<WorkflowTester>();
        services.AddWithInternalConstructor<BridgePreviewer>();
        services.AddSingleton<SecretCheck>();
        services.AddWithInternalConstructor<LedgerHealth>();
        services.AddWithInternalConstructor<BridgeHealth>();
        services.AddWithInternalConstructor<PauseOperations>();
        services.AddWithInternalConstructor<LineOperations>();
        services.AddWithInternalConstructor<InferOperations>();
        services.AddWithInternalConstructor<PairOperations>();
        return services;
    }

    private static void AddBridges(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        services.AddSingleton<IValidateOptions<BridgesOptions>>(new BridgesOptionsValidator(isDevelopment));
        services.AddOptions<BridgesOptions>().Bind(configuration.GetSection(Section)).ValidateOnStart();
        services.AddSingleton<IBridgePlace>(OpenPlace);
        services.AddSingleton(s => new BridgeSetCompiler(s.Get<TenantDirectory>().Names, isDevelopment));
        services.AddSingleton(new BridgeCatalog(BridgeSet.Unread));
        services.AddWithInternalConstructor<BridgeUpdates>();
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
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<PauseTable>();
        services.AddWithInternalConstructor<BridgePauses>();
        services.AddSingleton<PairingTable>();
        services.AddWithInternalConstructor<BridgePairings>();
        services.AddSingleton<DoubtWatch>();
        services.AddSingleton<DeliveryTelemetry>();
        services.AddSingleton<DeliveryScan>();
        services.AddWithInternalConstructor<DeliveryLedger>();
        services.AddAuditing(configuration.GetSection(Section));
        services.AddSingleton<Lines>();
        services.AddSingleton<NewestDeliveries>();
        services.AddWithInternalConstructor<DeliveryList>();
        services.AddWithInternalConstructor<LedgerReadiness>();
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
        services.AddSingleton<OrderlyStop>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<DueDelivery>();
        services.AddSingleton<BackgroundCalls>();
        services.AddSingleton<CircuitReader>();
        services.AddSingleton<WorkablePartitions>();
        services.AddTransient<SweepClients>();
        services.AddSingleton<Func<SweepClients>>(s => s.Get<SweepClients>);
        services.AddSingleton<AgedWork>();
        services.AddSingleton<LineWork>();
        services.AddSingleton<DueSending>();
        services.AddSingleton<WorkWatch>();
        services.AddWithInternalConstructor<DueWorkSweep>();
    }

    private static void AddReplay(this IServiceCollection services)
    {
        services.AddSingleton<ReplayPlanner>();
        services.AddSingleton<UnroutedReplay>();
        services.AddWithInternalConstructor<DeliveryReplay>();
        services.AddWithInternalConstructor<BulkReplay>();
    }

    private static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionTimes>();
        services.AddSingleton<IMaintenanceStep, DeliveryPurge>();
        services.AddSingleton<IMaintenanceStep, TombstonePurge>();
        services.AddSingleton<IMaintenanceStep, ContentPurge>();
        services.AddSingleton<IMaintenanceStep, KeyPurge>();
        services.AddSingleton<IMaintenanceStep, StrayWork>();
        services.AddSingleton<IMaintenanceStep, MissingWork>();
        services.AddSingleton<IMaintenanceStep, EmptyPartitions>();
        services.AddSingleton<IMaintenanceStep, PollFindPurge>();
        services.AddSingleton<ExecutionPurge>();
        services.AddSingleton<AuditPurge>();
        services.AddWithInternalConstructor<LedgerMaintenance>();
    }

    private static void AddTracking(this IServiceCollection services, IConfiguration section)
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
        services.AddSingleton<ExecutionTracker>();
    }

    private static void AddDrift(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<IValidateOptions<DriftOptions>, DriftOptionsValidator>();
        services.AddOptions<DriftOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<DriftTable>();
        services.AddSingleton<ShapeStore>();
        services.AddSingleton<ShapeWatch>();
        services.AddWithInternalConstructor<DriftOperations>();
    }

    private static void AddAuditing(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddOptions<AuditOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<AuditTable>();
        services.AddSingleton<AuditLog>();
        services.AddWithInternalConstructor<AuditList>();
    }

    private static void AddPolling(this IServiceCollection services)
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
        services.AddWithInternalConstructor<DuePolls>();
        services.AddWithInternalConstructor<PollOperations>();
    }

    private static PublishedPlace OpenPlace(IServiceProvider services)
    {
        var options = services.Get<IOptions<BridgesOptions>>().Value;
        var time = services.Get<TimeProvider>();
        if (options.Container is not { } address)
            return new PublishedPlace(new FolderStore(options.Folder, time, services.Get<NewId>().Invoke), new FolderPlace(options.Folder, time), time);

        // It is looked at again soon: one quick repeat.
        var store = new ContainerStore(address, services.Get<TokenCredential>, new BlobClientOptions
        {
            Retry = { Mode = RetryMode.Fixed, Delay = TimeSpan.FromMilliseconds(200), MaxRetries = 1, NetworkTimeout = TimeSpan.FromSeconds(3) },
        });
        return new PublishedPlace(store, new ContainerPlace(store), time);
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

    // The Functions SDK calls a function by reflection unless its class is public. So the classes that functions ask for are public, too. What
    // these are made of is internal, and so are their constructors, which the container does not find by itself.
    private static void AddWithInternalConstructor<T>(this IServiceCollection services)
        where T : class
    {
        var constructor = typeof(T).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        var parameters = Array.ConvertAll(constructor.GetParameters(), parameter => parameter.ParameterType);
        services.AddSingleton(s => (T)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, Array.ConvertAll(parameters, s.GetRequiredService), culture: null));
    }

    private static T Get<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}

using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Operations;
using TriggerBridge.Simulator.State;
using TriggerBridge.Simulator.Tokens;
using TriggerBridge.Simulator.Triggers;
using TriggerBridge.Simulator.Workflows;

namespace TriggerBridge.Simulator;

/// <summary>A local ISC tenant, to be run by itself or hosted inside a test.</summary>
public static class SimulatorApp
{
    private const long MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>Of what a subscriber answers.</summary>
    private const long MaxAnswerBytes = 1024 * 1024;

    /// <summary>An app that is ready to be started. The arguments are the command line's.</summary>
    /// <param name="args">As on the command line, such as <c>--complete-after 00:00:00</c>.</param>
    /// <param name="configure">Last changes, such as a test server or another <see cref="TimeProvider"/>.</param>
    /// <exception cref="ArgumentException">The arguments are not understood, or ask for help.</exception>
    /// <exception cref="InvalidDataException">The file of <c>--state</c> cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null) => CommandLine.Parse(args) switch
    {
        CommandLineOutcome.Parsed parsed => Build(parsed.Options, configure),
        CommandLineOutcome.Invalid invalid => throw new ArgumentException(invalid.Message, nameof(args)),
        _ => throw new ArgumentException(CommandLine.Usage, nameof(args)),
    };

    internal static WebApplication Build(SimulatorOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(options);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(options)
            .AddSingleton(new SeededRandom(options.Seed))
            .AddSingleton<TokenStore>()
            .AddSingleton<ExecutionStore>()
            .AddSingleton<ExecutionStarter>()
            .AddSingleton<WorkflowStore>()
            .AddSingleton<SubscriptionStore>()
            .AddSingleton<InvocationStore>()
            .AddSingleton<FaultList>()
            .AddSingleton<RequestCounts>()
            .AddSingleton<RequestPace>()
            .AddSingleton<OperationGate>()
            .AddSingleton<StateFile>()
            .AddHttpClient<EventSender>(http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = MaxAnswerBytes;
            })
            // ISC follows no subscriber to another address.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        if (options.StateFile is not null)
            builder.Services.AddHostedService<StateSaver>();
        if (options.EndsWithInput)
            builder.Services.AddHostedService<EndOfInput>();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<StateFile>().Read();
        app.MapTenant();
        app.MapSimulator();
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(SimulatorOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Not the current directory, where another app's settings may lie, and no watching of files.
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        // A hanging fault must not keep a test's host from ending.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Logging
            .ClearProviders()
            .AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            // It logs a failed start with its stack; who starts the simulator gets the exception.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddFilter(typeof(ExecutionStarter).FullName, options.Verbose ? LogLevel.Information : LogLevel.Warning);
        return builder;
    }
}

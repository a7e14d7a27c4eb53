using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using TriggerBridge.SailPoint;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Simulation;

/// <summary>
/// The simulation's scheduler decides what time it is, what fires when and which numbers are drawn; it owns the thread pool, too. The core must use
/// no other source of these, or a run would not be its seed. What talks to the outside (sockets, Azure's clients) is replaced whole there.
/// </summary>
public sealed class ForeignSourceTests
{
    /// <summary>Where one stands all the same, and why it may.</summary>
    private static readonly Dictionary<(string Where, string Source), string> Allowed = new()
    {
        [("TriggerBridgeServices.AddTriggerBridge", "TimeProvider.get_System()")] = "The default: the simulation registers its own.",
        [("CredentialServices.AddCredentials", "TimeProvider.get_System()")] = "The default: the simulation registers its own.",
        [("IscClients.AddIscClients", "TimeProvider.get_System()")] = "The default: the simulation registers its own.",
        [("BridgeLoader.Load", "TimeProvider.get_System()")] = "A folder that is read once: nothing is compared with the time.",
        [("BridgeLoader.SourcesIn", "TimeProvider.get_System()")] = "As for BridgeLoader.Load.",
        [("TriggerBridgeServices.AddTriggerBridge", "Random..ctor()")] = "The default Jitter: the simulation registers its own.",
        [("TriggerBridgeServices.AddTriggerBridge", "Guid.NewGuid()")] = "The default NewId: the simulation registers its own.",
        [("SecretSeal.SealAsync", "RandomNumberGenerator.Fill(Span`1)")] = "A nonce must be one: nothing is decided by it, and nobody but the seal reads it.",
        [("SecretSeal.NewKey", "RandomNumberGenerator.GetBytes(Int32)")] = "A key of the vault, which the command line makes.",
        [("ApiKey.Create", "RandomNumberGenerator.GetHexString(Int32, Boolean)")] = "A key of an operator, which the command line makes.",
        [("OrderlyStop.Request", "CancellationTokenSource.CancelAfter(TimeSpan)")] = "The source was made with a TimeProvider, and keeps to it.",
        [("IscRepeats.Create", "RetryStrategyOptions`1.set_UseJitter(Boolean)")] = "Repeats of IscApi, which the command line calls and the app does not.",
        [("BridgeTelemetry.Start", "ActivitySource.StartActivity(String, ActivityKind)")] = "Makes none where nobody listens, and nothing is decided by it.",
        [("RegexFunction.TryCompile", "Regex..ctor(String, RegexOptions, TimeSpan)")] = "Limits work of the CPU, for which no scheduler can wait.",
        [("RegexFunction..cctor", "Regex..ctor(String, RegexOptions, TimeSpan)")] = "Limits work of the CPU, for which no scheduler can wait.",
        [("ScriptBudget..ctor", "TimeProvider.get_System()")] = "Limits work of the CPU, for which no scheduler can wait.",
        [("ScriptBudget.Check", "TimeProvider.get_System()")] = "As for ScriptBudget's constructor.",
        [("ThreadTime.get_Now", "TimeProvider.get_System()")] = "As for ScriptBudget's constructor.",
        [("DueWorkSweep.ProcessAsync", "ConcurrentDictionary`2.get_Keys()")] = "They are put in order where they are used.",
        [("WindowScans.Plan", "ConcurrentDictionary`2.get_Keys()")] = "Put in order, where the order matters.",
        [("DoubtWatch.get_Known", "ConcurrentDictionary`2.get_Values()")] = "Counted, and the earliest of them: in any order.",
        [("TokenCache.Reject", "ConcurrentDictionary`2.get_Values()")] = "At most one of them holds the token.",
    };

    private static readonly HashSet<Type> Types =
    [
        typeof(Stopwatch), typeof(RandomNumberGenerator), typeof(Thread), typeof(Timer), typeof(System.Timers.Timer), typeof(SpinWait), typeof(WaitHandle), typeof(TaskFactory),
    ];

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "DateTime.get_Now", "DateTime.get_UtcNow", "DateTime.get_Today", "DateTimeOffset.get_Now", "DateTimeOffset.get_UtcNow",
        "Environment.get_TickCount", "Environment.get_TickCount64", "TimeProvider.get_System",
        "Random.get_Shared", "Guid.NewGuid", "Guid.CreateVersion7", "Path.GetRandomFileName", "Path.GetTempFileName", "Directory.CreateTempSubdirectory",
        // They keep the only thread.
        "Task.Wait", "Task.WaitAll", "Task.WaitAny",
        "Activity..ctor", "ActivitySource.StartActivity", "ActivitySource.CreateActivity",
    };

    /// <summary>Has its own source unless the same method gives it another.</summary>
    private static readonly (string Name, string Unless)[] Defaults =
    [
        ("HttpClient.set_Timeout", "Timeout.InfiniteTimeSpan"),
        ("ResiliencePipelineBuilder..ctor", "ResiliencePipelineBuilderBase.set_TimeProvider"),
        ("ResiliencePipelineBuilder`1..ctor", "ResiliencePipelineBuilderBase.set_TimeProvider"),
        ("RetryStrategyOptions`1.set_UseJitter", "RetryStrategyOptions`1.set_Randomizer"),
    ];

    [Fact]
    public void The_core_has_no_clock_timer_thread_or_random_source_of_its_own()
    {
        var found = In([.. typeof(TriggerBridgeServices).Assembly.GetTypes(), .. typeof(IscClients).Assembly.GetTypes()]);

        Assert.Equal([], found.Except(Allowed.Keys));
        // What is not there any more need not be allowed.
        Assert.Equal([], Allowed.Keys.Except(found));
    }

    [Fact]
    public async Task Every_HTTP_client_of_the_core_leaves_time_to_its_caller()
    {
        await using var app = await TestApp.StartAsync();
        var names = app.Services.GetServices<IConfigureOptions<HttpClientFactoryOptions>>().OfType<ConfigureNamedOptions<HttpClientFactoryOptions>>()
            .Select(options => options.Name!).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains(IscClients.HttpClientName, names);
        Assert.All(names, name =>
        {
            using var http = app.Get<IHttpClientFactory>().CreateClient(name);
            Assert.Equal(Timeout.InfiniteTimeSpan, http.Timeout);
            // Else a timer would replace the handler.
            Assert.Equal(Timeout.InfiniteTimeSpan, app.Get<IOptionsMonitor<HttpClientFactoryOptions>>().Get(name).HandlerLifetime);
        });
    }

    [Fact]
    public void Every_kind_of_foreign_source_is_found() => Assert.Equal(
        typeof(Foreign).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(method => "Foreign." + method.Name).Order(StringComparer.Ordinal),
        In(WithNested(typeof(Foreign))).Select(found => found.Where).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_that_is_injected_counts_as_foreign() => Assert.Equal([], In(WithNested(typeof(Injected))));

    private static IEnumerable<Type> WithNested(Type type) => [type, .. type.GetNestedTypes(BindingFlags.NonPublic).SelectMany(WithNested)];

    private static List<(string Where, string Source)> In(IEnumerable<Type> types) =>
    [
        .. MemberUses.Of(types).SelectMany(uses => uses.Members.Where(member => IsForeign(member, uses.Members)).Select(member => (uses.Where, Describe(member)))).Distinct(),
    ];

    private static bool IsForeign(MemberInfo member, IReadOnlyList<MemberInfo> beside)
    {
        if (member.DeclaringType is not { } type)
            return false;
        var name = NameOf(member);
        return Types.Contains(type)
            || Names.Contains(name)
            || Array.Exists(Defaults, each => each.Name == name && !beside.Any(other => NameOf(other) == each.Unless))
            || (member is MethodBase method && (TakesTime(type, method) || IsUnseeded(type, method) || GoesByHash(type, method)));
    }

    // Delays, time-outs and timers; those of the injected clock are ITimer's.
    private static bool TakesTime(Type type, MethodBase method)
    {
        var parameters = method.GetParameters();
        return (type.Namespace?.StartsWith("System.Threading", StringComparison.Ordinal) is true || type == typeof(Regex))
            && type != typeof(ITimer)
            && Array.Exists(parameters, parameter => parameter.ParameterType == typeof(TimeSpan) || parameter.Name!.StartsWith("milliseconds", StringComparison.Ordinal))
            && !Array.Exists(parameters, parameter => parameter.ParameterType == typeof(TimeProvider));
    }

    private static bool IsUnseeded(Type type, MethodBase method) => type == typeof(Random) && method.IsConstructor && method.GetParameters().Length == 0;

    // Texts as keys have a fixed hash there; other hashes differ from process to process, or from object to object, and so does the order.
    private static bool GoesByHash(Type type, MethodBase method) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ConcurrentDictionary<,>)
        && type.GetGenericArguments()[0] != typeof(string)
        && method.Name is "GetEnumerator" or "ToArray" or "get_Keys" or "get_Values";

    private static string NameOf(MemberInfo member) => $"{member.DeclaringType?.Name}.{member.Name}";

    private static string Describe(MemberInfo member) =>
        member is MethodBase method ? $"{NameOf(member)}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})" : NameOf(member);

#pragma warning disable RS0030, CA5394, CA2000 // Banned, insecure and undisposed: that is what they are for.
    private static class Foreign
    {
        internal static DateTime Clock() => DateTime.UtcNow;

        internal static long Ticks() => Environment.TickCount64;

        internal static Func<Guid> Id() => Guid.NewGuid;

        internal static Random Unseeded() => new();

        internal static Timer Timing() => new(_ => { });

        internal static PeriodicTimer Period() => new(TimeSpan.FromSeconds(1));

        internal static CancellationTokenSource Deadline() => new(TimeSpan.FromSeconds(1));

        internal static void Milliseconds(CancellationTokenSource source) => source.CancelAfter(1);

        internal static async Task DelayAsync() => await Task.Delay(TimeSpan.FromSeconds(1));

        internal static Func<Task, Task> Lambda() => static async task => await task.WaitAsync(TimeSpan.FromSeconds(1));

        internal static bool Locks(SemaphoreSlim one) => one.Wait(1);

        internal static void Background(Action action) => new Thread(() => action()).Start();

        internal static HttpClient Http() => new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(1) };

        internal static RetryStrategyOptions Jitter() => new() { UseJitter = true };

        internal static ResiliencePipeline Repeats() => new ResiliencePipelineBuilder().Build();

        internal static ICollection<(string, int)> Order(ConcurrentDictionary<(string, int), bool> all) => all.Keys;
    }

    private static class Injected
    {
        internal static DateTimeOffset Clock(TimeProvider time) => time.GetUtcNow();

        internal static Random Seeded() => new(1);

        internal static void Timing(TimeProvider time) => time.CreateTimer(_ => { }, state: null, TimeSpan.Zero, TimeSpan.Zero).Change(TimeSpan.Zero, TimeSpan.Zero);

        internal static PeriodicTimer Period(TimeProvider time) => new(TimeSpan.FromSeconds(1), time);

        internal static CancellationTokenSource Deadline(TimeProvider time) => new(TimeSpan.FromSeconds(1), time);

        internal static async Task DelayAsync(TimeProvider time) => await Task.Delay(TimeSpan.FromSeconds(1), time);

        internal static Func<Task, Task> Lambda(TimeProvider time) => async task => await task.WaitAsync(TimeSpan.FromSeconds(1), time);

        internal static Task Pool(Action action) => Task.Run(action);

        internal static HttpClient Http() => new(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };

        internal static RetryStrategyOptions Jitter(Func<double> next) => new() { UseJitter = true, Randomizer = next };

        internal static ResiliencePipeline Repeats(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }.Build();

        internal static ICollection<string> Order(ConcurrentDictionary<string, bool> all) => all.Keys;
    }
#pragma warning restore RS0030, CA5394, CA2000
}

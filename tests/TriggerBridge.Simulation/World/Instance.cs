using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Credentials;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Polling.Requests;
using TriggerBridge.SailPoint;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.Source;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Tests.Testing.Tables;
using TriggerBridge.Timing;

namespace TriggerBridge.Simulation.World;

/// <summary>
/// One process of the app: the product's own services, with table service, ISC, polled source, clock and randomness replaced. It can die or
/// pause wherever it waits for something: then nothing that it waits for ever comes, or comes late.
/// </summary>
internal sealed class Instance : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLatency = TimeSpan.FromMilliseconds(201);

    private readonly SimulatedWorld _world;
    private readonly ServiceProvider _services;
    private long _pausedUntil;
    private DateTimeOffset _faultAt;

    public Instance(SimulatedWorld world, int number)
    {
        _world = world;
        Name = FormattableString.Invariant($"app {number}");
        var random = world.Dice.Process(number);
        Time = new InstanceTime(this, world.Time, world.Skew(random));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new WatchedLogs(world, Name)));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ISecretSource>(world.Secrets);
        services.AddTriggerBridge(world.Settings, isDevelopment: true);
        Place = new SimulatedPlace(world, this);
        services.AddSingleton<IBridgePlace>(Place);
        services.AddSingleton<TableServiceClient>(new InMemoryTableServiceClient(world.Tables) { Time = world.Time, Before = BeforeTableAsync, After = AfterTableAsync });
        services.AddSingleton(new Jitter(random));
        services.AddSingleton<NewId>(() => random.GetHexString(32, lowercase: true));
        services.AddHttpClient(IscClients.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new TenantHandler(world, this));
        services.AddHttpClient(PollClients.Public).ConfigurePrimaryHttpMessageHandler(() => new SourceHandler(world, this));
        _services = services.BuildServiceProvider();
    }

    public string Name { get; }

    public InstanceTime Time { get; }

    public SimulatedPlace Place { get; }

    public bool IsDead { get; private set; }

    /// <summary>It has been asked to end: nobody sends it anything any more.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>It goes on, was not paused since a lease began, and nothing has gone wrong since the lease was written but the answer to that.</summary>
    public bool IsUndisturbedSince(DateTimeOffset lease, DateTimeOffset written) =>
        !IsDead && !IsStopping && _pausedUntil < lease.UtcTicks && _faultAt < written + LongestLatency;

    /// <summary>It was not paused since.</summary>
    public bool IsAwakeSince(DateTimeOffset time) => _pausedUntil < time.UtcTicks;

    /// <summary>The timers that run now: the platform lets none run twice at once in a process.</summary>
    public HashSet<string> Running { get; } = [];

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void Die(string where)
    {
        if (IsDead)
            return;
        IsDead = true;
        _world.Tell(Name, "crashes " + where);
        _world.Platform.Died(this);
    }

    /// <summary>As the platform does it: it asks, waits for some seconds, and ends the process.</summary>
    public async Task StopAsync()
    {
        IsStopping = true;
        _world.Tell(Name, "is asked to stop");
        var stop = Get<OrderlyStop>();
        stop.Request();
        await Task.WhenAny(stop.WaitAsync(CancellationToken.None), Task.Delay(TimeSpan.FromSeconds(5), _world.Time));
        if (IsDead)
            return;
        IsDead = true;
        _world.Tell(Name, "ends");
        _world.Platform.Ended(this);
    }

    /// <summary>Somewhere a process waits for what is outside of it: time passes, and it may be its end.</summary>
    public async Task CrossAsync(string where)
    {
        await Task.Delay(_world.Latency(), Time);
        await MayFailAsync(where);
    }

    /// <returns>Null: what it waits for may come now.</returns>
    public TimeSpan? Gate() => IsDead ? TimeSpan.MaxValue
        : _pausedUntil > _world.Time.GetTimestamp() ? TimeSpan.FromTicks(_pausedUntil - _world.Time.GetTimestamp())
        : null;

    public void Dispose() => _services.Dispose();

    private async Task MayFailAsync(string where)
    {
        if (_world.Happens(_world.Dice.Platform, _world.Plan.Crashes))
        {
            _world.Tally.Count(Aims.Crash(where));
            Die(where);
            // Its own: what waits for it goes away with it.
            await new TaskCompletionSource().Task;
        }

        if (_world.Happens(_world.Dice.Platform, _world.Plan.Pauses))
            await PauseAsync(where);
    }

    private async Task PauseAsync(string where)
    {
        var pause = TimeSpan.FromSeconds(_world.Dice.Platform.Next(20, 240));
        _world.Tally.Count(Aims.Pause(where));
        _world.Tell(Name, $"is paused for {pause} {where}");
        _pausedUntil = Math.Max(_pausedUntil, _world.Time.GetTimestamp() + pause.Ticks);
        await Task.Delay(Moment, Time);
    }

    private async Task BeforeTableAsync(TableOperation operation)
    {
        var kind = KindOf(operation);
        await CrossAsync("before " + kind);
        if (!_world.Happens(_world.Dice.Tables, _world.Plan.TableFaults))
            return;
        _faultAt = _world.Time.GetUtcNow();
        switch (_world.Dice.Tables.Next(3))
        {
            case 0:
                _world.Tally.Count(Aims.TableFault(TableFaults.Busy, kind));
                throw new RequestFailedException(503, "Busy.");
            case 1 when operation.Actions.Count > 0:
                _world.Tally.Count(Aims.TableFault(TableFaults.Late, kind));
                _ = LandAsync(operation);
                break;
            default:
                _world.Tally.Count(Aims.TableFault(TableFaults.Missing, kind));
                break;
        }

        await NoAnswerAsync();
    }

    private async Task AfterTableAsync(TableOperation operation)
    {
        _world.Promises.Written(this, operation);
        if (!_world.IsTrouble)
            return;
        var kind = KindOf(operation);
        if (Claims(operation) && _world.Happens(_world.Dice.Platform, _world.Plan.PausesAfterClaim))
            await PauseAsync(Places.AfterClaim);
        await CrossAsync("after " + kind);
        if (!_world.Happens(_world.Dice.Tables, _world.Plan.TableFaults))
            return;
        _faultAt = _world.Time.GetUtcNow();
        _world.Tell(Name, $"gets no answer to {operation.Method} on {operation.Table}, which was carried out");
        if (_world.Dice.Tables.Next(2) == 0)
        {
            _world.Tally.Count(Aims.TableFault(TableFaults.Repeated, kind));
            if (StatusesIn(operation).Any() && _world.Happens(_world.Dice.Platform, _world.Plan.PausesBeforeRepeat))
                await PauseAsync(Places.BeforeRepeat);
            await Task.Delay(TimeSpan.FromSeconds(_world.Dice.Tables.Next(1, 11)), Time);
            operation.IsRepeated = true;
            return;
        }

        _world.Tally.Count(Aims.TableFault(TableFaults.AnswerLost, kind));
        await NoAnswerAsync();
    }

    private async Task NoAnswerAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(_world.Dice.Tables.Next(1, 31)), Time);
        throw new RequestFailedException("No answer.");
    }

    // By the world's clock: what is on its way knows nothing of the process.
    private async Task LandAsync(TableOperation operation)
    {
        await Task.Delay(TimeSpan.FromSeconds(_world.Dice.Tables.Next(1, 90)), _world.Time);
        try
        {
            operation.Land();
        }
        catch (RequestFailedException)
        {
            // Refused, and nobody hears of it.
            return;
        }

        _world.Tell(Name, $"'s {operation.Method} on {operation.Table} lands late");
        _world.Promises.Written(this, operation);
    }

    private static bool Claims(TableOperation operation) => StatusesIn(operation).Contains(nameof(DeliveryStatus.Dispatching));

    private static IEnumerable<string> StatusesIn(TableOperation operation) =>
        operation.Actions.Select(action => (action.Entity as TableEntity)?.GetString(Columns.Status)).OfType<string>();

    private static string KindOf(TableOperation operation) => operation switch
    {
        { Actions.Count: 0 } => Places.TableRead,
        { Method: nameof(TableClient.SubmitTransactionAsync) } when StatusesIn(operation).Count() > 1 => Places.GroupTransaction,
        { Method: nameof(TableClient.SubmitTransactionAsync) } => Places.TableTransaction,
        _ => Places.TableWrite,
    };
}

/// <summary>A process's own clock: off by a little, and silent while the process is paused or dead.</summary>
internal sealed class InstanceTime(Instance instance, Scheduling.VirtualTime world, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => world.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + skew;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(callback, state, dueTime, period, instance.Gate);
}

using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Credentials;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Simulation.World;

/// <summary>
/// One process of the app: the product's own services, with table service, ISC, clock and randomness replaced. It can die or pause wherever
/// it waits for something: then nothing that it waits for ever comes, or comes late.
/// </summary>
internal sealed class Instance : IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly ServiceProvider _services;
    private long _pausedUntil;

    public Instance(SimulatedWorld world, string name)
    {
        _world = world;
        Name = name;
        Time = new InstanceTime(this, world.Time, world.Skew());
        var tables = new InMemoryTableServiceClient(world.Tables) { Time = world.Tables.Time, Before = BeforeTableAsync, After = AfterTableAsync };
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new WatchedLogs(world, name)));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ISecretSource>(SimulatedSecrets.Instance);
        services.AddTriggerBridge(world.Settings, isDevelopment: true);
        services.AddSingleton<TableServiceClient>(tables);
        services.AddSingleton(new Jitter(new Random(world.Random.Next())));
        services.AddSingleton<NewId>(() => world.Random.GetHexString(32, lowercase: true));
        services.AddHttpClient(IscClients.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new TenantHandler(world, this));
        _services = services.BuildServiceProvider();
    }

    public string Name { get; }

    public InstanceTime Time { get; }

    public bool IsDead { get; private set; }

    public bool IsTicking { get; set; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void Die(string where)
    {
        IsDead = true;
        _world.Tell(Name, "crashes " + where);
        _world.Died(this);
    }

    /// <summary>Somewhere a process waits for what is outside of it: time passes, and it may be its end.</summary>
    public async Task CrossAsync(string where)
    {
        await Task.Delay(_world.Latency(), Time);
        if (_world.Happens(_world.Plan.Crashes))
        {
            _world.Coverage.Count("crash " + where);
            Die(where);
            // Its own: what waits for it goes away with it.
            await new TaskCompletionSource().Task;
        }

        if (_world.Happens(_world.Plan.Pauses))
        {
            var pause = TimeSpan.FromSeconds(_world.Random.Next(20, 240));
            _world.Coverage.Count("pause " + where);
            _world.Tell(Name, $"is paused for {pause} {where}");
            _pausedUntil = _world.Time.GetTimestamp() + pause.Ticks;
            await Task.Delay(TimeSpan.FromMilliseconds(1), Time);
        }
    }

    /// <returns>Null: what it waits for may come now.</returns>
    public TimeSpan? Gate() => IsDead ? TimeSpan.MaxValue
        : _pausedUntil > _world.Time.GetTimestamp() ? TimeSpan.FromTicks(_pausedUntil - _world.Time.GetTimestamp())
        : null;

    public void Dispose() => _services.Dispose();

    private async Task BeforeTableAsync(TableOperation operation)
    {
        await CrossAsync("before a table call");
        if (!_world.Happens(_world.Plan.TableFaults))
            return;
        if (_world.Random.Next(2) == 0)
        {
            _world.Coverage.Count("table call answered 503");
            throw new RequestFailedException(503, "Busy.");
        }

        _world.Coverage.Count("table call that did not arrive");
        await Task.Delay(TimeSpan.FromSeconds(_world.Random.Next(1, 31)), Time);
        throw new RequestFailedException("No answer.");
    }

    private async Task AfterTableAsync(TableOperation operation)
    {
        _world.Written(Name, operation);
        await CrossAsync("after a table call");
        if (!_world.Happens(_world.Plan.TableFaults))
            return;
        _world.Coverage.Count("table call that arrived and whose answer was lost");
        _world.Tell(Name, $"gets no answer to {operation.Method} on {operation.Table}, which was carried out");
        await Task.Delay(TimeSpan.FromSeconds(_world.Random.Next(1, 31)), Time);
        throw new RequestFailedException("No answer.");
    }
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

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using TriggerBridge.Ledger;
using TriggerBridge.Simulation.Actors;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.Promises;
using TriggerBridge.Simulation.Scheduling;
using TriggerBridge.Simulation.Source;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Simulation.World;

/// <summary>One run: processes of the app, their senders and operators, a table service, a source and a tenant of ISC, under one clock and one seed.</summary>
internal sealed class SimulatedWorld : IDisposable
{
    /// <summary>The bridges' <c>settle</c>.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMinutes(1);

    /// <summary>How long ISC keeps executions.</summary>
    public static readonly TimeSpan ArchivedAfter = TimeSpan.FromHours(8);

    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan MostSettling = TimeSpan.FromDays(2);

    public SimulatedWorld(Plan plan, bool keepsStory)
    {
        Plan = plan;
        Dice = new Dice(plan.Seed);
        Time = new VirtualTime(Start);
        Story = new Story(Time, keepsStory);
        Tables = new InMemoryTableServiceClient { Time = Time };
        IscSkew = Skew(Dice.Isc);
        SourceSkew = Skew(Dice.Source);
        Settings = SimulatedBridges.Settings(plan);
        Secrets = new SimulatedSecrets(this);
        foreach (var name in SimulatedBridges.Names.Where(name => name != SimulatedBridges.New || plan.NewBridgeAt is null))
            Bridges.Put(SimulatedBridges.FileOf(name), SimulatedBridges.TextOf(name, plan, version: 0));
        Promises = new PromiseCheck(this);
        Platform = new Platform(this);
        Tenant = new SimulatedTenant(this);
        Source = new SimulatedSource(this);
    }

    public Plan Plan { get; }

    public Dice Dice { get; }

    public VirtualTime Time { get; }

    public Story Story { get; }

    public Tally Tally { get; } = new();

    public InMemoryTableServiceClient Tables { get; }

    public IConfiguration Settings { get; }

    public SimulatedSecrets Secrets { get; }

    public SharedBridges Bridges { get; } = new();

    public PromiseCheck Promises { get; }

    public Platform Platform { get; }

    public SimulatedTenant Tenant { get; }

    public SimulatedSource Source { get; }

    public TimeSpan IscSkew { get; }

    public TimeSpan SourceSkew { get; }

    public bool IsTrouble { get; private set; } = true;

    /// <summary>Half of the trouble is over: from now on a credential that is lost for ever is lost.</summary>
    public bool IsLost => Elapsed > Plan.Trouble / 2;

    public bool IsOver { get; private set; }

    public Violation? Violation { get; private set; }

    /// <summary>From its beginning, by the world's clock.</summary>
    public TimeSpan Elapsed => Time.GetUtcNow() - Start;

    public void Run() => new Pump(Time, () => IsOver).Run(() => _ = DirectAsync());

    /// <summary>Its processes' services stand in lists of the runtime, such as that of all meters, until then.</summary>
    public void Dispose() => Platform.Dispose();

    public void Tell(string who, string what) => Story.Tell(who, what);

    /// <summary>Whether something goes wrong now.</summary>
    public bool Happens(Random dice, double chance) => IsTrouble && chance > 0 && dice.NextDouble() < chance;

    public TimeSpan Latency() => TimeSpan.FromTicks((long)(TimeSpan.TicksPerMillisecond * (1 + (Dice.Latency.NextDouble() * Dice.Latency.NextDouble() * 200))));

    public TimeSpan Skew(Random dice) => Plan.MostSkew * ((dice.NextDouble() * 2) - 1);

    /// <summary>As the host does: a fault is in the log, and the next call tries again. But it must be one of the outside.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The edge: the run ends with it.")]
    public async Task GuardAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or OperationCanceledException)
        {
            // Repeated by the next call.
        }
        catch (Exception fault)
        {
            Violated("no fault of our own", fault.ToString());
        }
    }

    /// <summary>The run ends with the first one.</summary>
    public void Violated(string promise, string seen)
    {
        Tell("!", $"{promise}: {seen}");
        Violation ??= new Violation(promise, seen);
        IsOver = true;
    }

    private async Task DirectAsync()
    {
        try
        {
            Platform.Begin();
            var senders = new Senders(this).SendAllAsync();
            _ = new Timers(this).RunAsync();
            var operators = new OperatorActions(this).RunAsync();
            _ = new OperatorActions(this).LetGoAsync();
            var editors = new Editors(this).RunAsync();
            _ = Tenant.BeBusyAsync();

            await Task.Delay(Plan.Trouble, Time);
            IsTrouble = false;
            Tell("world", "trouble ends");
            await Task.WhenAll(senders, operators, editors);
            await SettleAsync();
            if (!IsOver)
                Promises.Check();
        }
        catch (Exception fault) when (Violation is null)
        {
            Violated("the simulation itself works", fault.ToString());
        }

        IsOver = true;
    }

    private async Task SettleAsync()
    {
        // Where ISC can never be read, each of a key is followed until ISC has archived it, and the next one waits for that.
        var isUnreadable = Plan.Reads is not (CredentialTrouble.None or CredentialTrouble.Away);
        var until = Time.GetUtcNow() + MostSettling + (isUnreadable ? ArchivedAfter * Plan.Keyed.Count : TimeSpan.Zero);
        while (!IsOver && Promises.Open() is { } open)
        {
            if (Time.GetUtcNow() > until)
                Violated("every delivery ends", open);
            await Task.Delay(TimeSpan.FromMinutes(1), Time);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.Tenants;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;
using TriggerBridge.Timing;

namespace TriggerBridge.Tests.Pacing;

/// <summary>Several instances and one client of ISC: what they call together in any ten seconds.</summary>
public sealed class SharedPaceTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(1, 0.95)]
    [InlineData(3, 0.90)]
    public async Task Busy_instances_use_what_is_allowed_and_never_more_in_any_10_s(int instances, double least)
    {
        using var fleet = new Fleet(limit: 100, instances);
        await fleet.RunAsync(TimeSpan.FromMinutes(2), _ => 12);

        Assert.InRange(CallDensity.Densest(fleet.Arrivals), 1, 100);
        // The first ten seconds may all be used at once.
        Assert.InRange(fleet.Arrivals.Count / (100d * 12), least, 1 + (1d / 12));
    }

    [Fact]
    public async Task Three_instances_one_after_the_other_are_each_let_have_what_is_allowed()
    {
        using var fleet = new Fleet(limit: 100, instances: 3);
        for (var busy = 0; busy < 3; busy++)
        {
            await fleet.RunAsync(TimeSpan.FromSeconds(60), instance => instance == busy ? 12 : 0);
            var before = fleet.Arrivals.Count;
            await fleet.RunAsync(TimeSpan.FromSeconds(60), instance => instance == busy ? 12 : 0);
            Assert.InRange(fleet.Arrivals.Count - before, 95 * 6, 100 * 7);
        }

        Assert.InRange(CallDensity.Densest(fleet.Arrivals), 1, 100);
    }

    [Fact]
    public async Task A_busy_instance_gets_what_idle_and_ended_ones_hold()
    {
        using var fleet = new Fleet(limit: 100, instances: 8);
        await fleet.RunAsync(TimeSpan.FromSeconds(1), _ => 1);
        await fleet.RunAsync(TimeSpan.FromSeconds(45), instance => instance == 0 ? 12 : 0);
        var before = fleet.Arrivals.Count;

        await fleet.RunAsync(TimeSpan.FromSeconds(60), instance => instance == 0 ? 12 : 0);

        Assert.InRange(fleet.Arrivals.Count - before, 95 * 6, 100 * 7);
        Assert.InRange(CallDensity.Densest(fleet.Arrivals), 1, 100);
    }

    [Fact]
    public async Task An_instance_that_begins_to_call_while_another_uses_all_gets_its_part_within_half_a_minute()
    {
        using var fleet = new Fleet(limit: 100, instances: 2);
        await fleet.RunAsync(TimeSpan.FromSeconds(30), instance => instance == 0 ? 12 : 0);
        await fleet.RunAsync(TimeSpan.FromSeconds(30), _ => 12);
        Assert.Contains(fleet.Calls, call => call.Instance == 1);

        await fleet.RunAsync(TimeSpan.FromSeconds(60), _ => 12);
        var before = fleet.Calls.Count;
        await fleet.RunAsync(TimeSpan.FromSeconds(60), _ => 12);

        var last = fleet.Calls.Skip(before).CountBy(call => call.Instance).ToDictionary();
        Assert.All(last.Values, calls => Assert.InRange(calls, 45 * 6, 55 * 7));
        Assert.InRange(CallDensity.Densest(fleet.Arrivals), 1, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Below_a_tenth_of_the_limit_no_call_costs_a_request_of_its_own_and_an_idle_client_none(int instances)
    {
        using var fleet = new Fleet(limit: 100, instances);
        var (reads, writes) = (0, 0);
        fleet.Tables.Before = operation =>
        {
            if (operation is { Table: "Clients", Method: nameof(TableClient.GetEntityIfExistsAsync) })
                reads++;
            else if (operation is { Table: "Clients", Actions.Count: > 0 })
                writes++;
            return Task.CompletedTask;
        };

        // One in turn calls each second.
        for (var second = 0; second < 600; second++)
        {
            await fleet.CallAsync(second % instances, 1);
            fleet.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(600, fleet.Arrivals.Count);
        Assert.InRange(writes, instances, instances * 2);
        // As ever: how the client stands is looked at where half a second has gone by.
        Assert.InRange(reads, 0, 600 + (instances * 2));

        (reads, writes) = (0, 0);
        fleet.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal((0, 0), (reads, writes));
    }

    [Fact]
    public async Task Beyond_the_days_executions_all_instances_together_go_on_at_five_a_second()
    {
        using var fleet = new Fleet(limit: 100, instances: 3, executionsPerDay: 60, CallKind.Execute);
        await fleet.RunAsync(TimeSpan.FromSeconds(60), _ => 12);
        var before = fleet.Arrivals.Count;

        await fleet.RunAsync(TimeSpan.FromSeconds(60), _ => 12);

        Assert.InRange(CallDensity.Densest(fleet.Arrivals[before..]), 40, 50);
    }

    [Fact]
    public async Task A_burst_finds_all_that_is_allowed_on_an_instance_that_has_just_begun()
    {
        using var fleet = new Fleet(limit: 100, instances: 1);
        fleet.Tables.Before = operation => operation.Table == "Clients" ? Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System) : Task.CompletedTask;

        // No more than the time that a sender is kept waiting; the clock stands still.
        var passes = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => Task.Run(() =>
            fleet.Breakers[0].EnterAsync("acme", "client", CallKind.Read, TimeSpan.FromSeconds(2), CancellationToken.None).AsTask())));

        Assert.Equal(100, passes.OfType<CallAdmission.Granted>().Count());
    }

    [Fact]
    public async Task A_row_that_was_read_before_anything_was_wanted_is_asked_again()
    {
        using var fleet = new Fleet(limit: 100, instances: 1);
        Assert.False(fleet.Breakers[0].TryFind("acme", "client", out _));
        fleet.Breakers[0].Learn("acme", "client", "client");
        Assert.True(fleet.Breakers[0].TryFind("acme", "client", out var gate));
        await gate.RefreshAsync();

        await fleet.CallAsync(0, 100);

        Assert.Equal(100, fleet.Arrivals.Count);
    }

    [Fact]
    public async Task A_call_that_finds_no_permit_here_waits_for_what_another_instance_gives_up()
    {
        using var fleet = new Fleet(limit: 10, instances: 2);
        await fleet.RunAsync(TimeSpan.FromSeconds(20), instance => instance == 0 ? 12 : 0);

        var waiting = fleet.Breakers[1].EnterAsync("acme", "client", CallKind.Read, TimeSpan.FromMinutes(2), CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!waiting.IsCompleted)
        {
            await fleet.CallAsync(0, 12);
            fleet.Time.Advance(Tenth);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }

        Assert.IsType<CallAdmission.Granted>(await waiting);
    }

    [Fact]
    public async Task A_ledger_that_does_not_answer_gives_no_permits_and_is_not_asked_for_each_call()
    {
        using var fleet = new Fleet(limit: 100, instances: 1);
        await fleet.CallAsync(0, 5);
        fleet.Time.Advance(TimeSpan.FromMinutes(1));
        var asked = 0;
        fleet.Tables.Before = operation =>
        {
            asked += operation.Table == "Clients" ? 1 : 0;
            throw new AggregateException("no connection");
        };

        for (var n = 0; n < 100; n++)
            await fleet.CallAsync(0, 1);

        Assert.Equal(5, fleet.Arrivals.Count);
        Assert.Equal(1, asked);
        fleet.Tables.Before = _ => Task.CompletedTask;
        fleet.Time.Advance(TimeSpan.FromSeconds(1));
        await fleet.CallAsync(0, 5);
        Assert.Equal(10, fleet.Arrivals.Count);
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "Each step is waited for.")]
    [Property(MaxTest = 200)]
    public Property No_schedule_no_clock_and_no_lost_or_late_write_lets_more_calls_arrive_in_any_10_s_than_are_allowed() =>
        Prop.ForAll(AnySchedule, schedule => RunAsync(schedule).GetAwaiter().GetResult() <= schedule.Limit);

    private static Arbitrary<Schedule> AnySchedule { get; } = (
        from limit in Gen.Choose(1, 40)
        from skews in Gen.Choose(-2000, 2000).ListOf(4)
        from steps in (
            from what in Gen.Frequency(
                (6, Gen.Constant(What.Call)), (6, Gen.Constant(What.Wait)), (1, Gen.Constant(What.WaitLong)), (1, Gen.Constant(What.Restart)),
                (1, Gen.Constant(What.LoseAnswers)), (1, Gen.Constant(What.LoseRequests)),
                (1, Gen.Constant(What.LandLate)))
            from instance in Gen.Choose(0, 3)
            from amount in Gen.Choose(0, 30)
            select new Step(what, instance, amount)).ListOf(150)
        select new Schedule(limit, [.. skews], [.. steps])).ToArbitrary();

    private static async Task<int> RunAsync(Schedule schedule)
    {
        using var fleet = new Fleet(schedule.Limit, schedule.Skews.Count, skews: schedule.Skews);
        foreach (var step in schedule.Steps)
            await RunAsync(fleet, step);
        return CallDensity.Densest(fleet.Arrivals);
    }

    private static async Task RunAsync(Fleet fleet, Step step)
    {
        switch (step.What)
        {
            case What.Call:
                await fleet.CallAsync(step.Instance, step.Amount, step.Amount * 7 % 31 * 100);
                break;
            case What.Wait:
                fleet.Advance(TimeSpan.FromMilliseconds(step.Amount * 50));
                break;
            case What.WaitLong:
                fleet.Advance(TimeSpan.FromSeconds(step.Amount));
                break;
            case What.Restart:
                fleet.Restart(step.Instance);
                break;
            case What.LoseAnswers:
                fleet.FailNext(step.Amount % 4, answers: true);
                break;
            case What.LoseRequests:
                fleet.FailNext(step.Amount % 4, answers: false);
                break;
            case What.LandLate:
                fleet.LandNextWrite(TimeSpan.FromSeconds(3 * step.Amount));
                break;
            default:
                throw new InvalidOperationException("There is no such step.");
        }
    }

    internal enum What
    {
        Call,
        Wait,
        WaitLong,
        Restart,
        LoseAnswers,
        LoseRequests,
        LandLate,
    }

    internal sealed record Step(What What, int Instance, int Amount);

    internal sealed record Schedule(int Limit, IReadOnlyList<int> Skews, IReadOnlyList<Step> Steps)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Limit} [{string.Join(' ', Skews)}] {string.Join(' ', Steps.Select(step => $"{step.What}({step.Instance},{step.Amount})"))}");
    }

    /// <summary>Instances of the app as ISC sees them: each call arrives after its permit, and at the latest with its answer or a second later.</summary>
    private sealed class Fleet : IDisposable
    {
        private readonly CallKind _kind;
        private readonly TenantSettings _settings;
        private readonly IReadOnlyList<int> _skews;
        private readonly List<(TimeSpan At, CallPermit Permit)> _answers = [];
        private readonly List<(TimeSpan At, TableOperation Write)> _late = [];
        private TimeSpan? _landsAfter;
        private int _failures;
        private bool _areAnswers;

        public Fleet(int limit, int instances, int executionsPerDay = 0, CallKind kind = CallKind.Read, IReadOnlyList<int>? skews = null)
        {
            _kind = kind;
            _settings = new TenantSettings { BaseUrl = new Uri("https://acme.example.com"), RequestsPer10Seconds = limit, ExecutionsPerDay = executionsPerDay };
            _skews = skews ?? [.. Enumerable.Repeat(0, instances)];
            Tables.Time = Time;
            Tables.Before = BeforeAsync;
            Tables.After = _ => FailIf(_areAnswers);
            Breakers = [.. _skews.Select(Create)];
        }

        public ManualClock Time { get; } = new(Sample.Noon);

        public InMemoryTableServiceClient Tables { get; } = new();

        public List<CircuitBreakers> Breakers { get; }

        public List<(int Instance, TimeSpan Arrival)> Calls { get; } = [];

        public List<TimeSpan> Arrivals => [.. Calls.Select(call => call.Arrival)];

        private TimeSpan Now => Time.GetUtcNow() - Sample.Noon;

        /// <summary>Calls as often as is let, up to so many, each tenth of a second.</summary>
        public async Task RunAsync(TimeSpan span, Func<int, int> wanted)
        {
            for (var end = Now + span; Now < end; Advance(Tenth))
            {
                for (var instance = 0; instance < Breakers.Count; instance++)
                    await CallAsync(instance, wanted(instance));
            }
        }

        /// <param name="instance">Who calls.</param>
        /// <param name="wanted">How often, without waiting.</param>
        /// <param name="milliseconds">When ISC answers; the call arrives anywhere before.</param>
        public async Task CallAsync(int instance, int wanted, int milliseconds = 0)
        {
            for (var n = 0; n < wanted; n++)
            {
                if (await Breakers[instance].EnterAsync("acme", "client", _kind, TimeSpan.Zero, CancellationToken.None) is not CallAdmission.Granted { Permit: var permit })
                    return;
                var way = TimeSpan.FromMilliseconds(Math.Min(milliseconds, 999) * (n % 3) / 2);
                Calls.Add((instance, Now + way));
                if (milliseconds == 0)
                    permit.Dispose();
                else
                    _answers.Add((Now + TimeSpan.FromMilliseconds(milliseconds), permit));
            }
        }

        /// <summary>Time goes by, and answers come in it.</summary>
        public void Advance(TimeSpan by)
        {
            var end = Now + by;
            foreach (var (at, write) in _late.Where(late => late.At <= end).OrderBy(late => late.At).ToList())
            {
                AdvanceTo(at);
                Land(write);
            }

            _late.RemoveAll(late => late.At <= end);
            AdvanceTo(end);
        }

        private void AdvanceTo(TimeSpan end)
        {
            foreach (var answer in _answers.Where(answer => answer.At <= end).OrderBy(answer => answer.At).ToList())
            {
                if (answer.At > Now)
                    Time.Advance(answer.At - Now);
                answer.Permit.Dispose();
                _answers.Remove(answer);
            }

            Time.Advance(end - Now);
        }

        private static void Land(TableOperation write)
        {
            try
            {
                write.Land();
            }
            catch (RequestFailedException)
            {
                // Somebody else has written since.
            }
        }

        /// <summary>The next write of a client's row is given up by its sender, and carried out later.</summary>
        public void LandNextWrite(TimeSpan after) => _landsAfter = after;

        private Task BeforeAsync(TableOperation operation)
        {
            if (_landsAfter is { } after && operation is { Table: "Clients", Actions.Count: > 0 })
            {
                _late.Add((Now + after, operation));
                _landsAfter = null;
                throw new AggregateException("no connection");
            }

            return FailIf(!_areAnswers);
        }

        /// <summary>The process ends without a word, and another one begins.</summary>
        public void Restart(int instance) => Breakers[instance] = Create(_skews[instance]);

        public void FailNext(int requests, bool answers) => (_failures, _areAnswers) = (requests, answers);

        public void Dispose() => Breakers.ForEach(gates => gates.Dispose());

        private CircuitBreakers Create(int skew)
        {
            var time = new ShiftedTime(Time, TimeSpan.FromMilliseconds(skew));
            var clock = new LedgerClock(time);
            var tables = new LedgerTables(Tables, clock);
            var options = Options.Create(new TenantOptions { Tenants = { ["acme"] = _settings } });
            return new CircuitBreakers(options, new ClientTable(tables), new UsageTable(tables), clock, time, new Jitter(new Random(1)), Sample.NewId, NullLogger<CircuitBreakers>.Instance);
        }

        private Task FailIf(bool isItsTurn)
        {
            if (!isItsTurn || _failures == 0)
                return Task.CompletedTask;
            _failures--;
            throw new AggregateException("no connection");
        }
    }
}

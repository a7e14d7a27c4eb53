using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Polling.Requests;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Polling;

/// <summary>How much at once, how long, and how far into the network.</summary>
public sealed class PollLimitTests
{
    private const string Linked = """{ "type": "link-header", "stable": true }""";

    [Fact]
    public async Task Eight_polls_run_at_once_and_no_more()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good, bridges: 20);
        var gate = new Lock();
        var (inFlight, most) = (0, 0);
        var eight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Source.BeforeAnswer = async () =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++inFlight);
                if (inFlight == 8) eight.TrySetResult();
            }

            await eight.Task.WaitAsync(TimeSpan.FromMinutes(5));
            // Time for a ninth to come.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            lock (gate) inFlight--;
        };

        Assert.Equal(20, await app.PollAsync(TimeSpan.Zero));

        Assert.Equal(8, most);
    }

    [Fact]
    public async Task No_page_is_begun_after_the_ticks_time()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked), ("request.timeout", "\"00:01:00\"")));
        app.Source.PageSize = 10;
        app.Source.Add(55, Sample.Noon.AddHours(-2));
        app.Source.BeforeAnswer = () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(20));
            return Task.CompletedTask;
        };

        await app.PollAsync(TimeSpan.Zero);
        var first = (await app.PollReportAsync()).GetProperty("lastResult").GetString();
        await app.PollAsync(TimeSpan.Zero);

        Assert.Equal("3 pages, 30 items, 30 new; more follow.", first);
        Assert.Equal("3 pages, 25 items, 25 new.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
    }

    [Fact]
    public async Task A_page_that_takes_longer_than_a_lease_to_record_stays_with_its_instance()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked)));
        await using var twin = await app.StartTwinAsync();
        app.Source.PageSize = 1500;
        app.Source.Add(1500, Sample.Noon.AddHours(-2));
        var (rivals, transactions) = (0, 0);
        app.Tables.Before = async operation =>
        {
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.SubmitTransactionAsync) }) return;
            // 16 items take two seconds: all of them three minutes, where a lease is one and a half.
            app.Time.ShiftWallClock(TimeSpan.FromSeconds(2));
            Interlocked.Increment(ref transactions);
            rivals += await twin.PollAsync(TimeSpan.Zero);
        };

        Assert.Equal(1, await app.PollAsync(TimeSpan.Zero));

        Assert.Equal((0, 94 + 2), (rivals, transactions));
        Assert.Equal("1 pages, 1500 items, 1500 new.", (await app.PollReportAsync()).GetProperty("lastResult").GetString());
    }

    [Fact]
    public async Task A_fault_late_in_such_a_page_is_written_to_the_state_and_ends_the_lease()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("next", Linked)));
        app.Source.PageSize = 1500;
        app.Source.Add(1500, Sample.Noon.AddHours(-2));
        var transactions = 0;
        app.Tables.Before = operation =>
        {
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.SubmitTransactionAsync) }) return Task.CompletedTask;
            app.Time.ShiftWallClock(TimeSpan.FromSeconds(4));
            return ++transactions <= 40 ? Task.CompletedTask : throw new InvalidOperationException("a fault of our own");
        };

        await app.PollAsync(TimeSpan.Zero);

        var report = await app.PollReportAsync();
        Assert.Equal("The run met a fault of its own; the log has it.", report.GetProperty("lastResult").GetString());
        Assert.Equal(1, report.GetProperty("failures").GetInt32());
        app.Tables.Before = _ => Task.CompletedTask;
        Assert.Equal(1, await app.PollAsync(TimeSpan.FromMinutes(5)));
        Assert.Equal(0, (await app.PollReportAsync()).GetProperty("failures").GetInt32());
        Assert.Equal(1500, (await app.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_refused_at_the_connection()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync("{}");
        });
        await using var app = await TestApp.StartPollAsync(PollText.Good);
        var services = new ServiceCollection();
        services.AddPollClients();
        await using var real = services.BuildServiceProvider();
        var client = new SourceClient(real.GetRequiredService<IHttpClientFactory>(), app.Get<SourceCredentials>(), TimeProvider.System);
        // A file that named it so would not be loaded; a name in DNS may lead there at any time.
        var url = new UriBuilder(server.Url) { Host = "localhost" }.Uri;

        var refused = await client.SendAsync(RequestTo(url), new PageRequest(url, Body: null), CancellationToken.None);
        var connections = server.Connections;
        var allowed = await client.SendAsync(RequestTo(url, "localhost"), new PageRequest(url, Body: null), CancellationToken.None);

        Assert.StartsWith("The source's host stands in a private network", Assert.IsType<SourceAnswer.Failed>(refused).Reason, StringComparison.Ordinal);
        Assert.Equal(0, connections);
        Assert.IsType<SourceAnswer.Ok>(allowed);
        Assert.Equal(1, server.Requests);
    }

    private static PollRequest RequestTo(Uri url, params string[] allowed) => new()
    {
        Url = url,
        Query = [],
        Auth = new PollAuth.None(),
        Timeout = TimeSpan.FromSeconds(30),
        AllowedHosts = allowed.ToHashSet(StringComparer.OrdinalIgnoreCase),
    };
}

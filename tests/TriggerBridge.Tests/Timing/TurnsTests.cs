using TriggerBridge.Timing;

namespace TriggerBridge.Tests.Timing;

public sealed class TurnsTests
{
    [Fact]
    public async Task What_has_more_to_do_comes_again_after_the_others()
    {
        var turns = new Turns<string>(lanes: 1);
        var left = new Dictionary<string, int>(StringComparer.Ordinal) { ["long"] = 3, ["short"] = 1, ["other"] = 2 };

        var done = await RunAsync(turns, left.Keys, name => --left[name] > 0, default);

        Assert.Equal(["long", "short", "other", "long", "other", "long"], done);
    }

    [Fact]
    public async Task What_was_cut_off_comes_last_the_next_time_and_in_its_place_again_after_that()
    {
        var turns = new Turns<string>(lanes: 1);
        using var timeIsUp = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(turns, ["a", "b", "c"], name =>
        {
            if (name != "b")
                return false;
            timeIsUp.Cancel();
            throw new OperationCanceledException(timeIsUp.Token);
        }, timeIsUp.Token));

        Assert.Equal(["a", "c", "b"], await RunAsync(turns, ["a", "b", "c"], _ => false, default));
        Assert.Equal(["a", "b", "c"], await RunAsync(turns, ["a", "b", "c"], _ => false, default));
    }

    [Fact]
    public async Task What_hangs_takes_one_lane()
    {
        var turns = new Turns<string>(lanes: 2);
        var hangs = new TaskCompletionSource<bool>();
        var done = new List<string>();
        var run = turns.RunAsync(["hangs", "a", "b", "c"], name => name, (name, _) =>
        {
            done.Add(name);
            return name == "hangs" ? hangs.Task : Task.FromResult(false);
        }, default);

        Assert.Equal(["hangs", "a", "b", "c"], done);
        hangs.SetResult(false);
        await run;
    }

    private static async Task<List<string>> RunAsync(Turns<string> turns, IEnumerable<string> all, Func<string, bool> work, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        await turns.RunAsync(all, name => name, (name, _) =>
        {
            done.Add(name);
            return Task.FromResult(work(name));
        }, cancellationToken);
        return done;
    }
}

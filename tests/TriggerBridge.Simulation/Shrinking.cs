using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation;

/// <summary>Makes a failing run smaller, step by step, as long as the same promise is broken.</summary>
internal static class Shrinking
{
    private const int MostRuns = 300;

    /// <returns>The smallest plan that was found, and how many runs it took.</returns>
    public static (Plan Plan, int Runs) Shrink(Plan failing, Violation violation)
    {
        var (smallest, runs) = (failing, 0);
        for (var isSmaller = true; isSmaller && runs < MostRuns;)
        {
            isSmaller = false;
            foreach (var candidate in Smaller(smallest).TakeWhile(_ => runs < MostRuns))
            {
                runs++;
                if (!Breaks(candidate, violation))
                    continue;
                (smallest, isSmaller) = (candidate, true);
                break;
            }
        }

        return (smallest, runs);
    }

    private static bool Breaks(Plan plan, Violation violation)
    {
        using var world = new SimulatedWorld(plan, keepsStory: false);
        world.Run();
        return world.Violation?.Promise == violation.Promise;
    }

    // The largest steps first.
    private static IEnumerable<Plan> Smaller(Plan plan)
    {
        foreach (var events in Fewer(plan.Events))
            yield return plan with { Events = events };
        foreach (var keyed in Fewer(plan.Keyed))
            yield return plan with { Keyed = keyed };
        foreach (var batches in Fewer(plan.Batches))
            yield return plan with { Batches = batches };
        foreach (var records in Fewer(plan.Records))
            yield return plan with { Records = records };
        foreach (var questions in Fewer(plan.Questions))
            yield return plan with { Questions = questions };
        Plan[] simpler =
        [
            plan with { Instances = 1 },
            plan with { Instances = plan.Instances - 1 },
            plan with { TableFaults = 0 },
            plan with { IscFaults = 0 },
            plan with { SourceFaults = 0 },
            plan with { Crashes = 0 },
            plan with { Pauses = 0 },
            plan with { PausesAfterClaim = 0 },
            plan with { PausesBeforeRepeat = 0 },
            plan with { Repeats = 0 },
            plan with { LateShows = 0 },
            plan with { ForeignPerMinute = 0 },
            plan with { Reads = CredentialTrouble.None },
            plan with { Executes = CredentialTrouble.None },
            plan with { MostSkew = TimeSpan.Zero },
            plan with { RequestsPer10Seconds = 0 },
            plan with { Replays = 0 },
            plan with { Stops = 0 },
            plan with { Blackouts = 0 },
            plan with { NewBridgeAt = null },
            plan with { IsRetentionShort = false },
            plan with { IsBurst = false },
            plan with { Trouble = plan.Trouble / 2 },
        ];
        foreach (var one in simpler.Where(one => one != plan && one.Instances > 0 && one.Trouble >= TimeSpan.FromMinutes(1)))
            yield return one;
    }

    // Halves, quarters, eighths; then each alone left out.
    private static IEnumerable<IReadOnlyList<int>> Fewer(IReadOnlyList<int> numbers)
    {
        for (var size = (numbers.Count + 1) / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var from = 0; from < numbers.Count; from += size)
                yield return [.. numbers.Take(from), .. numbers.Skip(from + size)];
        }
    }
}

using System.Globalization;

namespace TriggerBridge.Simulation;

/// <summary>What the arguments ask for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Runs the whole core under a virtual clock, a seed a run. Use: dotnet run -c Release --project tests/TriggerBridge.Simulation -- [options]

          --seeds N     so many runs (300)
          --from N      the first seed (1)
          --seed N      this one only
          --trace       its story, line by line
          --coverage    how often each thing happened that the runs are for
          --broken      with a promise that cannot hold: shows what a failure looks like
          --help        this text

        Ends with 0 when every promise held in every run, with 1 at the first that did not: it is made as small as possible, and its story is printed.
        """;

    public int Seeds { get; init; } = 300;

    public int From { get; init; } = 1;

    public bool IsTraced { get; init; }

    public bool WantsCoverage { get; init; }

    /// <summary>See <see cref="World.Plan.IsBroken"/>.</summary>
    public bool IsBroken { get; init; }

    public bool WantsHelp { get; init; }

    /// <summary>For the processes that share the seeds: which of how many it is.</summary>
    public (int Number, int Of)? Worker { get; init; }

    /// <returns>Null where an argument is not understood.</returns>
    public static CommandLine? Parse(IReadOnlyList<string> args)
    {
        var parsed = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h")
                parsed = parsed with { WantsHelp = true };
            else if (args[i] is "--trace")
                parsed = parsed with { IsTraced = true };
            else if (args[i] is "--coverage")
                parsed = parsed with { WantsCoverage = true };
            else if (args[i] is "--broken")
                parsed = parsed with { IsBroken = true };
            else if (i + 1 < args.Count && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && With(parsed, args[i], number) is { } next)
                (parsed, i) = (next, i + 1);
            else
                return null;
        }

        return parsed;
    }

    private static CommandLine? With(CommandLine parsed, string option, int number) => option switch
    {
        "--seeds" => parsed with { Seeds = number },
        "--from" => parsed with { From = number },
        "--seed" => parsed with { From = number, Seeds = 1 },
        "--worker" => parsed with { Worker = (number, parsed.Worker?.Of ?? 1) },
        "--workers" => parsed with { Worker = (parsed.Worker?.Number ?? 0, number) },
        _ => null,
    };
}

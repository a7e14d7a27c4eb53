using System.Globalization;

namespace TriggerBridge.Benchmarks;

/// <summary>What the arguments ask for.</summary>
internal abstract record CommandLine
{
    public const string Usage = """
        Measures the app beside a bare server that does only the same I/O. Use: dotnet run -c Release --project tests/TriggerBridge.Benchmarks

          --deliveries N   per round at 16 and 64 at once and at 100 a second; a quarter of it one by one (800)
          --rounds N       of each kind, app and bare in turn (15)
          --quick          --deliveries 200 --rounds 3: shows that it runs; its figures mean little
          --before COMMIT  instead of the bare server: the app as it was then, built from git
          --help           this text

          backlog          instead: what accepting costs while up to 100,000 work items wait; with --before COMMIT of the app as it was, too
          tracking         instead: what it costs to learn that 10,000 executions have ended; with --before COMMIT as well
          answers          instead: how soon ISC's questions are answered, by a rule and by the workflow, at 10 a second
          overload         instead: twice as many events as can be taken, for 30 s
          worker           instead: the package that ./publish.sh makes, as the worker of a played Functions host: start with and without
                           ReadyToRun, memory, CPU, and its answers to hostile events
          start --before COMMIT  instead: the start of the package, as under worker, beside that of the package as it was then, in turn
          mapping          instead: what mapping an event costs, beside Newtonsoft.Json
          verification     instead: how long it takes to verify a sender's request, and to refuse one

        Ends with 0 when every requirement is met, with 1 otherwise.
        """;

    private CommandLine()
    {
    }

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        if (args is ["backlog"] or ["backlog", "--before", _])
            return new Backlog(args.ElementAtOrDefault(2));
        if (args is ["tracking"] or ["tracking", "--before", _])
            return new Tracking(args.ElementAtOrDefault(2));
        if (args is ["answers"])
            return new Answers();
        if (args is ["overload"])
            return new Overload();
        if (args is ["worker"])
            return new Worker();
        if (args is ["start", "--before", var commit])
            return new Start(commit);
        if (args is ["mapping"])
            return new Mapping();
        if (args is ["verification"])
            return new Verification();

        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var count = 0;
            if (args[i] == "--before" && i + 1 < args.Count)
            {
                options = options with { Before = args[++i] };
                continue;
            }

            var takesCount = args[i] is "--deliveries" or "--rounds";
            if (takesCount && !(++i < args.Count && int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0))
                return new Invalid();

            switch (takesCount ? args[i - 1] : args[i])
            {
                case "--deliveries":
                    options = options with { Deliveries = count };
                    break;
                case "--rounds":
                    options = options with { Rounds = count };
                    break;
                case "--quick":
                    options = BenchmarkOptions.Quick with { Before = options.Before };
                    break;
                case "--help" or "-h":
                    return new Help();
                default:
                    return new Invalid();
            }
        }

        return new Parsed(options);
    }

    public sealed record Parsed(BenchmarkOptions Options) : CommandLine;

    /// <param name="Before">The commit of an app that is measured, too.</param>
    public sealed record Backlog(string? Before) : CommandLine;

    /// <param name="Before">The commit of an app that is measured, too.</param>
    public sealed record Tracking(string? Before) : CommandLine;

    public sealed record Answers : CommandLine;

    public sealed record Overload : CommandLine;

    public sealed record Worker : CommandLine;

    /// <param name="Before">The commit of the app whose start is measured, too.</param>
    public sealed record Start(string Before) : CommandLine;

    public sealed record Mapping : CommandLine;

    public sealed record Verification : CommandLine;

    public sealed record Help : CommandLine;

    public sealed record Invalid : CommandLine;
}

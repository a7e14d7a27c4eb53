using System.Diagnostics;
using System.Globalization;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Tokens;

namespace TriggerBridge.Simulator;

internal static class CommandLine
{
    public const string Usage = """
        A local SailPoint ISC tenant: tokens, execute-external and executions, with faults on demand.

          --urls URLS                      where to listen (http://127.0.0.1:8480; several with ';')
          --complete-after TIME            how long an execution takes (00:00:02)
          --token-seconds N                how long a token lives (749)
          --clients FILE                   JSON array of {"id", "secret"[, "kind": "external"|"personal"]};
                                           without it any client is accepted
          --requests-per-10-seconds N      more than that per client id is answered 429 (0: no limit)
          --seed N                         makes ids and the chances of faults repeatable
          --state FILE                     keeps clients, workflows, subscriptions and executions there, so that a
                                           restart forgets nothing
          --end-with-input                 ends when its standard input does
          --verbose                        one line per execution
          --help                           this text
        """;

    public static CommandLineOutcome Parse(IReadOnlyList<string> args)
    {
        var options = new SimulatorOptions();
        for (var index = 0; index < args.Count; index++)
        {
            var (name, value) = Split(args[index]);
            if (name is "--help" or "-h")
                return new CommandLineOutcome.Help();
            if (name is "--verbose" && value is null)
            {
                options = options with { Verbose = true };
                continue;
            }

            if (name is "--end-with-input" && value is null)
            {
                options = options with { EndsWithInput = true };
                continue;
            }

            if (name is not ("--urls" or "--complete-after" or "--token-seconds" or "--clients" or "--requests-per-10-seconds" or "--seed" or "--state"))
                return new CommandLineOutcome.Invalid($"Unknown option: {args[index]}");
            if (value is null && ++index == args.Count)
                return new CommandLineOutcome.Invalid($"{name} needs a value.");

            switch (Apply(options, name, value ?? args[index]))
            {
                case CommandLineOutcome.Parsed parsed:
                    options = parsed.Options;
                    break;
                case var other:
                    return other;
            }
        }

        return new CommandLineOutcome.Parsed(options);
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);

    private static CommandLineOutcome Apply(SimulatorOptions options, string name, string value) => name switch
    {
        "--clients" => ApplyClients(options, value),
        "--state" when value.Length > 0 => Parsed(options with { StateFile = value }),
        "--urls" when AreHttpAddresses(value) => Parsed(options with { Urls = value }),
        "--complete-after" when TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero =>
            Parsed(options with { CompleteAfter = time }),
        "--token-seconds" when TryCount(value, out var seconds) && seconds > 0 =>
            Parsed(options with { TokenLifetime = TimeSpan.FromSeconds(seconds) }),
        "--requests-per-10-seconds" when TryCount(value, out var requests) => Parsed(options with { RequestsPer10Seconds = requests }),
        "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed) => Parsed(options with { Seed = seed }),
        _ => new CommandLineOutcome.Invalid($"{name} cannot be '{value}'."),
    };

    private static CommandLineOutcome.Parsed Parsed(SimulatorOptions options) => new(options);

    private static CommandLineOutcome ApplyClients(SimulatorOptions options, string path) => ClientFile.Read(path) switch
    {
        ClientFileOutcome.Read read => Parsed(options with { Clients = read.Clients }),
        ClientFileOutcome.Unreadable unreadable => new CommandLineOutcome.Invalid($"--clients {path}: {unreadable.Reason}"),
        _ => throw new UnreachableException(),
    };

    private static bool TryCount(string value, out int count) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static bool AreHttpAddresses(string value)
    {
        try
        {
            return value.Split(';').All(address => BindingAddress.Parse(address).Scheme is "http");
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

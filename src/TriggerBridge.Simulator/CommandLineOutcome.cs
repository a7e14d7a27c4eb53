using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator;

internal abstract record CommandLineOutcome
{
    private CommandLineOutcome()
    {
    }

    public sealed record Parsed(SimulatorOptions Options) : CommandLineOutcome;

    public sealed record Invalid(string Message) : CommandLineOutcome;

    public sealed record Help : CommandLineOutcome;
}

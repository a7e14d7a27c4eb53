using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator.Tokens;

internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    public sealed record Issued(string Value, TimeSpan Lifetime, ClientKind? Kind) : TokenOutcome
    {
        public override string ToString() => "Issued ***";
    }

    public sealed record Refused : TokenOutcome;
}

using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator.Tokens;

/// <summary>What a request's <c>Authorization</c> header came to.</summary>
internal abstract record Authentication
{
    private Authentication()
    {
    }

    public sealed record Accepted(string ClientId, ClientKind? Kind) : Authentication;

    public sealed record Refused(string Reason) : Authentication;
}

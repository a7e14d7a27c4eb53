using System.Text.Json.Serialization;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Pairing;

namespace TriggerBridge.Functions.Answers;

/// <summary>What an operator who pairs a bridge is answered with.</summary>
internal static class PairingAnswer
{
    public static IResult For(HttpContext context, string bridge, PairOutcome outcome)
    {
        // It may hold a secret.
        context.Response.Headers.CacheControl = "no-store";
        return outcome switch
        {
            PairOutcome.Done done => TypedResults.Json(new Body(bridge, done.Pairing is { } pairing ? Report.Of(pairing) : null), ApiJson.Answers.PairingBody),
            PairOutcome.Refused refused => Problem.BadRequest(refused.Reason),
            PairOutcome.Unknown => Problem.NotFound("There is no such bridge."),
            _ => throw new InvalidOperationException("Pairing has no such outcome."),
        };
    }

    /// <param name="Pairing">Null where there never was one.</param>
    internal sealed record Body(string Bridge, Report? Pairing);

    internal sealed record Report(
        PairingStatus Status, string? By, string? Key, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset? CameAt, string? SecretName, string Place)
    {
        /// <summary>Once; otherwise left out.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Secret { get; init; }

        public static Report Of(PairingReport pairing) =>
            new(pairing.Status, pairing.By, pairing.Key, pairing.Since, pairing.Until, pairing.CameAt, pairing.SecretName, pairing.Place) { Secret = pairing.Secret?.Reveal() };

        public override string ToString() => Status.ToString();
    }
}

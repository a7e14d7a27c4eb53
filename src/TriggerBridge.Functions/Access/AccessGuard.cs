using System.Net.Http.Headers;
using TriggerBridge.Auditing;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Access;

/// <summary>Lets an operator through to a function, or says why not. Asked before each function that is not open.</summary>
internal sealed class AccessGuard(ApiKeys keys, EntraTokens tokens, WrongProofs wrongProofs, AuditLog audit)
{
    private const string Scheme = "Bearer";

    /// <param name="policy">The function's; null: nobody may.</param>
    /// <param name="http">The call.</param>
    /// <returns>Null where the function may run; who asks stands in the request from then on.</returns>
    public async ValueTask<IResult?> RefusalAsync(AccessPolicy? policy, HttpContext http)
    {
        if (ProofIn(http.Request) is not { } text) return Unauthorized(http, Invitation);
        try
        {
            switch (await FindAsync(text, http))
            {
                case Proof.Right { Operator: var who }:
                    if (who.Roles.Count == 0) await RecordRefusalAsync(who, http, StatusCodes.Status403Forbidden);
                    if (policy is null || who.Roles.Count == 0) return Problem.Forbidden("You have no role that may do this.");
                    if (policy.Role is { } role && !who.May(role)) return Problem.Forbidden($"This needs the role {role.Name()}.");
                    http.Features.Set(who);
                    return null;
                case Proof.Wrong wrong:
                    if (wrong.Who is { } known) await RecordRefusalAsync(known, http, StatusCodes.Status401Unauthorized);
                    return Refused(http, wrong);
                default:
                    throw new InvalidOperationException("There is no such proof.");
            }
        }
        catch (ProofUnreadableException unreadable)
        {
            return Problem.Unavailable(unreadable.Message, TimeSpan.FromSeconds(10));
        }
    }

    private string Invitation => (keys.AreUsed, tokens.AreUsed) switch
    {
        (_, true) => "Send an access token of Entra ID or an API key as 'Authorization: Bearer …'.",
        (true, false) => "Send an API key as 'Authorization: Bearer KEY'.",
        _ => "Nobody is let in: name the secret with the API keys in TriggerBridge__ApiKeysSecret, or set up Entra ID (TriggerBridge__Entra__TenantId).",
    };

    private static string? ProofIn(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: > 0 } text] && AuthenticationHeaderValue.TryParse(text, out var given)
        && Scheme.Equals(given.Scheme, StringComparison.OrdinalIgnoreCase) && given.Parameter is { Length: > 0 } proof
            ? proof
            : null;

    // Of somebody whose name is known. They are refused also where it cannot be written down.
    private Task RecordRefusalAsync(Operator who, HttpContext http, int status) => audit.RefuseSignInAsync(who, CallerAddress.Of(http), status);

    private async ValueTask<Proof> FindAsync(string text, HttpContext http) =>
        tokens.AreUsed && !text.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) ? await tokens.FindAsync(http) : await keys.FindAsync(text, http.RequestAborted);

    // A right proof never comes here: it passes at once, whatever else came from its address.
    private IResult Refused(HttpContext http, Proof.Wrong wrong) => wrongProofs.Add(CallerAddress.Find(http)) is { } wait
        ? Problem.TooMany("Too many wrong keys and tokens came from your address.", wait)
        : Unauthorized(http, wrong.Problem, ", error=\"invalid_token\"");

    private static IResult Unauthorized(HttpContext http, string problem, string error = "")
    {
        http.Response.Headers.WWWAuthenticate = $"{Scheme} realm=\"TriggerBridge\"{error}";
        return Problem.Unauthorized(problem);
    }
}

using System.Net.Http.Headers;
using TriggerBridge.Auditing;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Access;

/// <summary>Lets an operator through to a function, or says why not. Both hosts ask it before each function with an address.</summary>
internal sealed class AccessGuard(ApiKeys keys, AuditLog audit)
{
    private const string Scheme = "Bearer";

    /// <returns>Null where the function may run; who asks stands in the request from then on.</returns>
    public async ValueTask<IResult?> RefusalAsync(string function, HttpContext http)
    {
        var policy = AccessPolicies.Of(function);
        if (policy is { IsOpen: true }) return null;
        try
        {
            if (await FindAsync(http) is not { } who) return Unauthorized(http);
            if (who.Roles.Count == 0) await RecordRefusalAsync(who, http, StatusCodes.Status403Forbidden);
            if (policy is null || who.Roles.Count == 0) return Problem.Forbidden("You have no role that may do this.");
            if (policy.Role is { } role && !who.May(role)) return Problem.Forbidden($"This needs the role {role.Name()}.");
            http.Features.Set(who);
            return null;
        }
        catch (KeysUnavailableException)
        {
            return Problem.Unavailable("The API keys cannot be read.", TimeSpan.FromSeconds(10));
        }
    }

    private async ValueTask<Operator?> FindAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization is not [{ Length: > 0 } text] || !AuthenticationHeaderValue.TryParse(text, out var given) || given is not { Scheme: Scheme, Parameter: { Length: > 0 } proof })
            return null;
        if (await keys.FindAsync(proof, http.RequestAborted) is not var (who, isLive)) return null;
        if (isLive) return who;
        await RecordRefusalAsync(who, http, StatusCodes.Status401Unauthorized);
        return null;
    }

    // Of somebody whose name is known. They are refused also where it cannot be written down.
    private Task RecordRefusalAsync(Operator who, HttpContext http, int status) => audit.RefuseSignInAsync(who, CallerAddress.Of(http), status);

    private IResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = Scheme;
        return Problem.Unauthorized(keys.AreUsed
            ? "Send an API key as 'Authorization: Bearer KEY'."
            : "No API keys are set up: name the secret that holds them in TriggerBridge__ApiKeysSecret.");
    }
}

internal static class Asking
{
    /// <summary>Who asks. Only for functions that are not open.</summary>
    public static Operator Operator(this HttpRequest request) => request.HttpContext.Features.Get<Operator>() ?? throw new InvalidOperationException("An open function asks nobody who they are.");
}

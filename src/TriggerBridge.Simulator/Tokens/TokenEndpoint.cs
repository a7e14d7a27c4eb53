using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator.Tokens;

internal static class TokenEndpoint
{
    public static async Task<IResult> IssueAsync(HttpRequest request, TokenStore tokens, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request", "The body must be a form.");

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request", "The form cannot be read.");
        }

        if (!string.Equals(form["grant_type"], "client_credentials", StringComparison.Ordinal))
            return Refuse(StatusCodes.Status400BadRequest, "unsupported_grant_type", "The grant_type must be client_credentials.");
        if (form["client_id"].ToString() is not { Length: > 0 } id || form["client_secret"].ToString() is not { Length: > 0 } secret)
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request", "client_id and client_secret are required.");

        return tokens.Issue(id, secret) is TokenOutcome.Issued issued
            ? TypedResults.Json(TokenAnswer.For(issued), TokenJson.Instance.TokenAnswer)
            : Refuse(StatusCodes.Status401Unauthorized, "invalid_client", "Client authentication failed.");
    }

    private static JsonHttpResult<TokenRefusal> Refuse(int status, string error, string description) =>
        TypedResults.Json(new TokenRefusal(error, description), TokenJson.Instance.TokenRefusal, statusCode: status);
}

internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope)
{
    public static TokenAnswer For(TokenOutcome.Issued issued) => new(
        issued.Value,
        "bearer",
        (int)issued.Lifetime.TotalSeconds,
        issued.Kind is ClientKind.External ? "sp:workflow-execute:external" : "sp:scopes:all");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"*** for {ExpiresIn} s");
}

internal sealed record TokenRefusal(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description);

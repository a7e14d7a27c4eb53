using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace TriggerBridge.Tables;

/// <summary>
/// The bearer token, with one shape for a token that cannot be had: <see cref="RequestFailedException"/> with status 401, as if the
/// service had said so. Every credential throws its own kind, and has retried by itself already.
/// </summary>
internal sealed class TokenPolicy(TokenCredential credential) : BearerTokenAuthenticationPolicy(credential, Scope)
{
    private const string Scope = "https://storage.azure.com/.default";

    protected override async ValueTask AuthorizeRequestAsync(HttpMessage message)
    {
        try
        {
            await base.AuthorizeRequestAsync(message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw NoToken(exception);
        }
    }

    protected override void AuthorizeRequest(HttpMessage message)
    {
        try
        {
            base.AuthorizeRequest(message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw NoToken(exception);
        }
    }

    private static RequestFailedException NoToken(Exception exception)
        => new(401, $"No token for the table service: {exception.Message}", errorCode: null, exception);
}

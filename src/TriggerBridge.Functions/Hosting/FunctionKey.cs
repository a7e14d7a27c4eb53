using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Operators' key; section <c>TriggerBridge</c>.</summary>
internal sealed class AdminOptions
{
    /// <summary>The name of the secret that holds the key; for an app that runs alone. Without it, operators' functions are closed.</summary>
    public string? AdminKey { get; set; }
}

/// <summary>
/// Asks for the key in <c>x-functions-key</c>. Under the Functions host the host has asked already (<c>"authLevel": "function"</c>)
/// and the handler is reachable by nobody else.
/// </summary>
internal static class FunctionKey
{
    private const string Header = "x-functions-key";

    public static RouteGroupBuilder RequireFunctionKey(this RouteGroupBuilder group, IConfiguration configuration)
    {
        if (!FunctionsHost.IsPresent(configuration))
            group.AddEndpointFilter(CheckAsync);
        return group;
    }

    /// <summary>
    /// The first 8 hex digits of the SHA-256 of the key that a request came with: enough to tell keys apart, and none of the key. The
    /// Functions host takes a key from the header or else from <c>?code=</c>, and passes both on.
    /// </summary>
    public static string? Fingerprint(HttpRequest request) =>
        (request.Headers[Header].FirstOrDefault() ?? request.Query["code"].FirstOrDefault()) is { Length: > 0 } key
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..8]
            : null;

    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var options = http.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<AdminOptions>>().Value;
        if (string.IsNullOrEmpty(options.AdminKey))
            return Problem.Unauthorized("No key is set up: name the secret that holds it in TriggerBridge__AdminKey.");

        var secrets = http.RequestServices.GetRequiredService<SecretCache>();
        return await secrets.GetAsync(options.AdminKey, http.RequestAborted) is SecretLookup.Found key
            && http.Request.Headers[Header] is [{ Length: > 0 } given]
            && key.Value.Matches(given)
                ? await next(context)
                : Problem.Unauthorized($"Send the key in {Header}.");
    }
}

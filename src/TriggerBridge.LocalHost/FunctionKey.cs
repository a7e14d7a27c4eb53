using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.LocalHost;

/// <summary>Operators' key; section <c>TriggerBridge</c>.</summary>
internal sealed class AdminOptions
{
    /// <summary>The name of the secret that holds the key. Without it, operators' functions are closed.</summary>
    public string? AdminKey { get; set; }
}

/// <summary>Asks for the key in <c>x-functions-key</c>, as the Functions host does.</summary>
internal static class FunctionKey
{
    private const string Header = "x-functions-key";

    /// <returns>Null where the request has the key.</returns>
    public static async Task<IResult?> RefusalAsync(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<AdminOptions>>().Value;
        if (string.IsNullOrEmpty(options.AdminKey))
            return Problem.Unauthorized("No key is set up: name the secret that holds it in TriggerBridge__AdminKey.");

        var secrets = http.RequestServices.GetRequiredService<SecretCache>();
        return await secrets.GetAsync(options.AdminKey, http.RequestAborted) is SecretLookup.Found key
            && http.Request.Headers[Header] is [{ Length: > 0 } given]
            && key.Value.Matches(given)
                ? null
                : Problem.Unauthorized($"Send the key in {Header}.");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>
/// The answer that WorkOS waits for before somebody signs in or registers: what it asked about may go on. It is signed with the secret of the request, as the
/// library's <c>actions.signResponse</c> does.
/// </summary>
internal static class WorkOsVerdict
{
    private const string Registration = "user_registration_action";

    public static SenderAnswer Allow(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        // Two kinds of questions, each with an answer of its own.
        var asked = JsonMember.Find(request.Body.Span, "object");
        var answered = asked?.StartsWith(Registration, StringComparison.Ordinal) == true ? Registration + "_response" : "authentication_action_response";
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var payload = $$"""{"timestamp":{{time}},"verdict":"Allow"}""";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(secret.Utf8.Span, Encoding.UTF8.GetBytes($"{time}.{payload}")));
        return SenderAnswer.OfJson($$"""{"object":"{{answered}}","payload":{{payload}},"signature":"{{signature}}"}""");
    }
}

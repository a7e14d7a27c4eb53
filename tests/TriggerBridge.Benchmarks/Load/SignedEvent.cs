using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>An event of GitHub, signed as GitHub does.</summary>
internal sealed record SignedEvent
{
    private const string Type = "organization";

    private const string Action = "member_removed";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Compact, as GitHub sends it.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The value of X-Hub-Signature-256.</summary>
    public required string Signature { get; init; }

    /// <summary>GitHub's own example of "a member was removed from an organization".</summary>
    public static async Task<SignedEvent> LoadAsync(string secret) =>
        Of(await GitHubExample.LoadAsync(Type, example => example.GetProperty("action").ValueEquals(Action)), secret);

    public static SignedEvent Of(byte[] body, string secret) => new()
    {
        Body = body,
        Signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)),
    };

    /// <param name="senderId">What GitHub calls the delivery.</param>
    public HttpRequestMessage RequestTo(Uri hook, string senderId)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("X-GitHub-Event", Type);
        request.Headers.TryAddWithoutValidation("X-GitHub-Delivery", senderId);
        request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", Signature);
        request.Headers.TryAddWithoutValidation("User-Agent", "GitHub-Hookshot/benchmark");
        return request;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>An event as GitHub sends it.</summary>
internal static class GitHubEvent
{
    public static string Body(string login) => $$$"""{"action":"member_removed","membership":{"user":{"login":"{{{login}}}"}},"sender":{"login":"admin"}}""";

    /// <param name="secret">What it is signed with.</param>
    /// <param name="id">GitHub's own id of the event.</param>
    /// <param name="body">Null: a small event with the id as login.</param>
    public static HttpRequestMessage Signed(string secret, string id, string? body = null) => Signed(secret, id, Encoding.UTF8.GetBytes(body ?? Body(id)));

    /// <param name="secret">What it is signed with.</param>
    /// <param name="id">GitHub's own id of the event.</param>
    /// <param name="bytes">What is sent, and signed.</param>
    public static HttpRequestMessage Signed(string secret, string id, byte[] bytes)
    {
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/hooks/" + BridgeFolder.Bridge, UriKind.Relative))
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Content.Headers.Add("Content-Type", "application/json");
        request.Headers.Add("X-GitHub-Event", "organization");
        request.Headers.Add("X-GitHub-Delivery", id);
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + signature);
        request.Headers.Add("User-Agent", "GitHub-Hookshot/044aadd");
        return request;
    }

    /// <summary>The id that the bridge gives to an event with this id of GitHub's.</summary>
    public static string DeliveryId(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32];
}

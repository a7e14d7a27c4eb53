using System.Text;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

public sealed class LogCanaryTests
{
    private static readonly Dictionary<string, string> Loud = new(StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
    };

    [Theory]
    [InlineData(false, "dbug")]
    [InlineData(true, "\"LogLevel\":\"Debug\"")]
    public async Task No_secret_no_token_and_no_body_stands_in_any_log_line_at_Debug(bool underTheHost, string debug)
    {
        await using var system = await LocalSystem.StartAsync(settings: underTheHost ? FunctionsHost.Environment(Loud) : Loud);
        const string inBody = "canary-in-the-body";

        using var good = await system.DeliverAsync("event-1", GitHubEvent.Body(inBody));
        using var again = await system.DeliverAsync("event-1", GitHubEvent.Body(inBody));
        using var forged = await system.App.SendAsync(GitHubEvent.Signed("canary-forged", "event-2", GitHubEvent.Body(inBody)));
        using var listed = await system.App.GetAsync("/api/deliveries");
        using var refused = await system.App.GetAsync("/api/deliveries?code=canary-in-query", withKey: false);
        await system.Tenant.FailAsync("""[{"on":"execute","status":401,"times":1},{"on":"execute","status":500,"times":1}]""");
        using var unauthorized = await system.DeliverAsync("event-3", GitHubEvent.Body(inBody));
        using var status = await system.App.GetAsync("/api/status");

        var log = system.App.Process.Output;
        Assert.Contains(debug, log, StringComparison.Ordinal);
        foreach (var canary in new[] { system.Folder.WebhookSecret, system.Folder.ClientSecret, system.Folder.AdminKey, inBody, "canary-in-query", "Bearer " })
        {
            foreach (var form in Forms(canary))
                Assert.DoesNotContain(form, log, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        // In base64 the first and last group depend on what stands beside it.
        .. Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', shift) + secret))[4..^4]),
    ];
}

using System.Net;
using System.Text;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

public sealed class LogCanaryTests
{
    private static readonly Dictionary<string, string> Loud = new(StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
        // What is accepted has been executed, on a busy machine too.
        ["TriggerBridge__DispatchBudget"] = "00:00:25",
    };

    [Theory]
    [InlineData(false, "dbug")]
    [InlineData(true, "Debug Microsoft.AspNetCore")]
    public async Task No_secret_no_token_no_key_and_no_body_stands_in_any_log_line_at_Debug(bool isHosted, string debug)
    {
        var folder = new BridgeFolder();
        folder.WriteBridge("all", $$"""
            {
              "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
              "input": { "headers.$": "$$.headers", "query.$": "$$.query" },
              "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
            }
            """);
        await using var system = await LocalSystem.StartAsync(settings: Loud, folder: folder, isHosted: isHosted);
        const string inBody = "canary-in-the-body";
        const string inAuthorization = "canary-in-authorization";
        const string inCode = "canary-in-code";

        using var good = await system.DeliverAsync("event-1", GitHubEvent.Body(inBody));
        using var again = await system.DeliverAsync("event-1", GitHubEvent.Body(inBody));
        using var forged = await system.App.SendAsync(GitHubEvent.Signed("canary-forged", "event-2", GitHubEvent.Body(inBody)));
        using var listed = await system.App.GetAsync("/api/deliveries");
        using var refused = await system.App.GetAsync("/api/deliveries?code=canary-in-query", withKey: false);
        await system.Tenant.FailAsync("""[{"on":"execute","status":401,"times":1},{"on":"execute","status":500,"times":1}]""");
        using var unauthorized = await system.DeliverAsync("event-3", GitHubEvent.Body(inBody));
        using var status = await system.App.GetAsync("/api/status");
        using var withKeys = GitHubEvent.Signed(system.Folder.WebhookSecret, "event-4");
        withKeys.RequestUri = new Uri("/api/hooks/all?env=test&code=" + inCode, UriKind.Relative);
        withKeys.Headers.Add("Authorization", "Bearer " + inAuthorization);
        withKeys.Headers.Add("x-functions-key", system.Folder.ApiKey);
        using var accepted = await system.App.SendAsync(withKeys);

        var log = system.App.Output;
        Assert.Contains(debug, log, StringComparison.Ordinal);
        foreach (var canary in (string[])
            [system.Folder.WebhookSecret, system.Folder.ClientSecret, system.Folder.ApiKey, inBody, inAuthorization, inCode, "canary-in-query", "Bearer "])
        {
            foreach (var form in Forms(canary))
                Assert.DoesNotContain(form, log, StringComparison.OrdinalIgnoreCase);
        }

        // Nor where they would go further: into what is recorded and sent.
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var input = (await system.Tenant.ExecutionsAsync())[^1].GetProperty("input").GetRawText();
        Assert.Contains("GitHub-Hookshot", input, StringComparison.Ordinal);
        Assert.Contains("test", input, StringComparison.Ordinal);
        Assert.All((string[])[system.Folder.ApiKey, inAuthorization, inCode], key => Assert.DoesNotContain(key, input, StringComparison.Ordinal));
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

using System.Net.Http.Headers;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>The whole app with a bridge to one sender.</summary>
internal static class SenderApp
{
    public const string Secret = "the webhook's secret";
    public const string Address = "/api/hooks/" + TestApp.Bridge;

    private const string Secrets = $$"""
        { "hook": "{{Secret}}", "verify": "the verify token", "org": "00D5e000000TeStEAK", "client": { "id": "external", "secret": "s" }, "admin": "operator's key" }
        """;

    public static Task<TestApp> StartAsync(string scheme, string more = "", string secret = "hook", params string[] settings) =>
        TestApp.StartForAsync($$"""{ "scheme": "{{scheme}}", "secret": "{{secret}}"{{more}} }""", Secrets, settings);

    public static async Task<(int Status, string Type, string Body, HttpResponseHeaders Headers)> SendAsync(
        this TestApp app, HttpMethod method, string query = "", byte[]? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Address + query);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.Add("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await app.Client.SendAsync(request);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType ?? "", await answer.Content.ReadAsStringAsync(), answer.Headers);
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>The whole app with a bridge to one sender.</summary>
internal static class SenderApp
{
    public const string Secret = "the webhook's secret";
    public const string Address = "/api/hooks/" + TestApp.Bridge;

    private const string Secrets = $$"""
        { "hook": "{{Secret}}", "verify": "the verify token", "org": "00D5e000000TeStEAK", "client": { "id": "external", "secret": "s" } }
        """;

    public static Task<TestApp> StartAsync(string scheme, string more = "", string secret = "hook", params string[] settings) =>
        TestApp.StartForAsync($$"""{ "scheme": "{{scheme}}", "secret": "{{secret}}"{{OfScheme(scheme)}}{{more}} }""", Secrets, settings: settings);

    /// <summary>With a bridge to the sender of a sample.</summary>
    public static async Task<TestApp> StartForAsync(SenderSample sender, string more = "", params string[] settings)
    {
        var secrets = new JsonObject
        {
            ["hook"] = sender.Secret,
            ["verify"] = "the verify token",
            ["client"] = new JsonObject { ["id"] = "external", ["secret"] = "s" },
        };
        var app = await TestApp.StartForAsync(
            $$"""{ "scheme": "{{sender.Scheme}}"{{(sender.NeedsSecret ? ", \"secret\": \"hook\"" : "")}}{{sender.More}}{{OfScheme(sender.Scheme)}}{{more}} }""",
            secrets.ToJsonString(),
            settings: ["TriggerBridge:PublicBaseUrl=https://hooks.example.com", "TriggerBridge:ClientCertificates=Platform", .. settings]);
        app.Publisher.Answers = sender.Answers;
        foreach (var (address, document) in sender.Published ?? new Dictionary<string, byte[]>(StringComparer.Ordinal)) app.Publisher.Documents[address] = document;
        return app;
    }

    // What a bridge to this sender cannot do without.
    private static string OfScheme(string scheme)
    {
        if (WebhookSchemes.Create(scheme).IsGeneric) return """, "deliveryId": "hash" """;
        return scheme == "meta" ? """, "verifyToken": "verify" """ : "";
    }

    /// <summary>Sends a sample's request to the app, without a client that checks or changes what it sends.</summary>
    public static async Task<HttpAnswer> SendAsync(this TestApp app, WebhookRequest request)
    {
        var query = request.Query.Count > 0
            ? "?" + string.Join('&', request.Query.Select(field => field.Key + "=" + Uri.EscapeDataString(field.Value)))
            : request.Url[request.Url.Split('?')[0].Length..];
        var context = await app.Server.SendAsync(context =>
        {
            context.Request.Method = request.Method;
            context.Request.Path = Address;
            context.Request.QueryString = new QueryString(query);
            foreach (var (name, value) in request.Headers) context.Request.Headers[name] = value;
            context.Request.ContentType = request.ContentType;
            context.Request.ContentLength = request.Body.Length;
            context.Request.Body = new MemoryStream(request.Body.ToArray());
        });
        using var body = new StreamReader(context.Response.Body);
        return new HttpAnswer(context.Response.StatusCode, context.Response.ContentType ?? "", await body.ReadToEndAsync())
        {
            Headers = string.Join('\n', context.Response.Headers.Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal)),
        };
    }

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

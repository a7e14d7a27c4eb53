using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>ISC as the sender: posts an event to those who have subscribed to it, once, and waits for their answers.</summary>
internal sealed class EventSender(HttpClient http, SubscriptionStore subscriptions, InvocationStore invocations, SeededRandom ids, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The invocations that an event comes to: one for each subscription by HTTP that its filter lets through.</summary>
    /// <param name="trigger">As ISC shows it.</param>
    /// <param name="input">The event.</param>
    /// <param name="test">The test that asks for it: tests reach those that are not enabled, too.</param>
    public Invocation[] Start(JsonObject trigger, JsonObject input, JsonObject? test = null)
    {
        var wanted = (test?["subscriptionIds"] as JsonArray)?.Select(id => id?.ToString()).ToHashSet(StringComparer.Ordinal);
        Invocation[] started =
        [
            .. subscriptions.Of(trigger)
                .Where(subscription => test is not null || subscription.IsTrue("enabled"))
                .Where(subscription => wanted?.Contains(subscription.TextOf("id")) != false)
                .Where(subscription => SubscriptionRules.LetsThrough(subscription, input))
                .Select(subscription => new Invocation(
                    ids.NextId().ToString(), subscription, trigger, test is not null, input, test?["contentJson"] as JsonObject, clock.GetUtcNow())),
        ];
        foreach (var invocation in started)
            invocations.Add(invocation);
        return started;
    }

    /// <param name="invocation">What was started.</param>
    /// <param name="tenant">The address by which the caller knows the tenant: callbacks go there.</param>
    /// <param name="cancellationToken">The simulator's end.</param>
    public async Task SendAsync(Invocation invocation, Uri tenant, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestWait, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = Request(invocation, tenant);
            using var response = await http.SendAsync(request, end.Token);
            var text = await response.Content.ReadAsStringAsync(end.Token);
            var (body, isJson) = Read(text);
            invocation.Answered((int)response.StatusCode, body, isJson, clock.GetUtcNow());
        }
        catch (HttpRequestException exception)
        {
            invocation.NotAnswered($"The subscriber cannot be reached: {exception.Message}", clock.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            invocation.NotAnswered("The subscriber did not answer within 10 seconds.", clock.GetUtcNow());
        }
    }

    private static HttpRequestMessage Request(Invocation invocation, Uri tenant)
    {
        var subscriber = invocation.Subscription["httpConfig"]!.AsObject();
        var request = new HttpRequestMessage(HttpMethod.Post, subscriber.TextOf("url"))
        {
            Content = new StringContent(invocation.Message(tenant).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = subscriber.TextOf("httpAuthenticationType") switch
        {
            "BASIC_AUTH" when subscriber["basicAuthConfig"] is JsonObject basic =>
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.TextOf("userName")}:{basic.TextOf("password")}"))),
            "BEARER_TOKEN" when subscriber["bearerTokenAuthConfig"] is JsonObject bearer => new AuthenticationHeaderValue("Bearer", bearer.TextOf("bearerToken")),
            _ => null,
        };
        return request;
    }

    // What is no JSON is kept as text, for whoever looks into it.
    private static (JsonNode? Body, bool IsJson) Read(string text)
    {
        try
        {
            return (JsonNode.Parse(text), true);
        }
        catch (JsonException)
        {
            return (text, false);
        }
    }
}

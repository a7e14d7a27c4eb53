using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>Subscribes a bridge to a trigger of its tenant.</summary>
/// <param name="secretName">Of the secret by which ISC proves itself to the bridge.</param>
/// <param name="app">The app's public address.</param>
internal sealed class Subscriber(IscContext context, Bridge bridge, string secretName, Uri app)
{
    private const int SecretBytes = 32;

    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A path of the address stays, such as that of a gateway.
    private readonly Uri _api = new($"{app.AbsoluteUri.TrimEnd('/')}/api/");

    /// <summary>Where the events go.</summary>
    public string Address => new Uri(_api, $"hooks/{bridge.Name}").AbsoluteUri;

    /// <returns>The subscription that has the bridge's address; null: there is none.</returns>
    public async Task<Subscription?> FindAsync() =>
        (await context.ReadAllAsync("subscriptions", context.Api.Subscriptions.ListAsync()))
        .Find(each => string.Equals(each.HttpConfig?.Url, Address, StringComparison.OrdinalIgnoreCase));

    /// <param name="filter">Null: the one that a subscription has stays; empty: none.</param>
    /// <param name="tests">Whether a test event is sent.</param>
    /// <exception cref="CliException">The trigger or the filter cannot be subscribed to.</exception>
    public async Task<SubscribePlan> PlanAsync(string? triggerId, string? filter, bool tests)
    {
        var answered = bridge.Respond?.Trigger.Id;
        if ((triggerId ?? answered) is not { } id)
            throw new CliException("Which trigger? Give --trigger, such as --trigger idn:identity-created.", ExitCode.Usage);
        if (answered is not null && id != answered)
            throw new CliException($"{bridge.Name} answers {answered}, so it cannot be subscribed to {id}.", ExitCode.Errors);

        var trigger = await TriggerAsync(id);
        if (trigger.Type == EventTriggerType.RequestResponse && answered is null)
            throw new CliException($"{id} waits for an answer, and {bridge.Name} gives none: say what it answers under $.respond.", ExitCode.Errors);
        if (!string.IsNullOrEmpty(filter))
            await CheckAsync(filter, trigger);
        var existing = await FindAsync();
        if (existing is not null && existing.TriggerId != id)
            throw new CliException($"{Address} is subscribed to {existing.TriggerId}, and a subscription stays with its trigger: unsubscribe first.", ExitCode.Errors);

        return new SubscribePlan
        {
            Trigger = trigger,
            Existing = existing,
            Address = Address,
            Filter = filter is "" ? null : filter ?? existing?.Filter,
            Tests = tests,
            Secret = secretName,
            Place = context.Session.Secrets.Place,
            MakesSecret = await context.Session.ReadSecretAsync(secretName, context.CancellationToken) is null,
        };
    }

    /// <returns>The subscription's id.</returns>
    /// <exception cref="CliException">The secret cannot be stored.</exception>
    public async Task<string> DoAsync(SubscribePlan plan)
    {
        var secret = await context.Session.ReadSecretAsync(secretName, context.CancellationToken);
        if (secret is null)
        {
            secret = RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
            try
            {
                await context.Session.Secrets.WriteAsync(secretName, secret, context.CancellationToken);
            }
            catch (SecretStoreException fault)
            {
                throw new CliException($"Could not {plan.Steps[0]}: {fault.Message} Nothing was changed.", ExitCode.Errors, fault);
            }

            await context.Terminal.DoneAsync($"  ✓ {plan.Steps[0]}");
        }

        // ISC does not show what it was given before, so the secret is sent with every change.
        var body = (plan.Existing?.ToBody() ?? new SubscriptionBody { Name = bridge.Name, Description = "Made by TriggerBridge.", TriggerId = plan.Trigger.Id, Type = SubscriptionType.Http }) with
        {
            Enabled = true,
            Filter = plan.Filter,
            HttpConfig = ConfigOf(secret),
        };
        var subscription = plan.Existing?.Id is { } id
            ? await context.Api.Subscriptions.UpdateAsync(id, body, context.CancellationToken)
            : await context.Api.Subscriptions.CreateAsync(body, context.CancellationToken);
        await context.Terminal.DoneAsync($"  ✓ {plan.Subscribes}");
        return subscription.Id ?? throw new CliException("ISC did not say which subscription it made.", ExitCode.Errors);
    }

    /// <summary>Sends ISC's own test event and waits until it has come.</summary>
    /// <param name="key">A key of the app; null: ISC is asked what became of the event.</param>
    /// <returns>Where it was seen.</returns>
    public async Task<string> TestAsync(SubscribePlan plan, string subscriptionId, string? key)
    {
        var before = key is null ? null : await LatestDeliveryAsync(key);
        using var nothing = JsonDocument.Parse("{}");
        var sent = await context.Api.Invocations.TestAsync(
            new TestInvocation { TriggerId = plan.Trigger.Id!, ContentJson = nothing.RootElement, SubscriptionIds = [subscriptionId] }, context.CancellationToken);
        var invocation = sent is [{ Id: { } id }, ..] ? id : throw new CliException("ISC sent no test event: the filter does not let the trigger's example through.", ExitCode.Errors);

        var seen = await context.Terminal.WaitAsync("Waiting for the test event", () => key is null ? CompletedAsync(invocation) : RecordedAsync(key, before));
        await context.Terminal.DoneAsync($"  ✓ {SubscribePlan.SendsTest}: {seen}");
        return seen;
    }

    private async Task<EventTrigger> TriggerAsync(string id)
    {
        var triggers = await context.ReadAllAsync("triggers", context.Api.Triggers.ListAsync());
        return triggers.Find(each => each.Id == id)
            ?? throw new CliException($"{ClosestName.Objection(id, [.. triggers.Select(each => each.Id).OfType<string>()], "a trigger of this tenant", "triggers")}.", ExitCode.Errors);
    }

    private async Task CheckAsync(string filter, EventTrigger trigger)
    {
        using var nothing = JsonDocument.Parse("{}");
        var check = await context.Api.Subscriptions.ValidateFilterAsync(new FilterSample(trigger.ExampleInput ?? nothing.RootElement, filter), context.CancellationToken);
        if (check.IsValidJsonPath is false)
            throw new CliException($"ISC does not take {filter} as a filter: it is no Jayway JSONPath.", ExitCode.Errors);
        if (check.IsValid is false)
            throw new CliException($"ISC does not take {filter} as a filter: it does not let the trigger's example through.", ExitCode.Errors);
    }

    // Events that nobody answers are sent SYNC, too.
    private HttpConfig ConfigOf(string secret) => TryReadPair(secret) is var (user, password)
        ? new HttpConfig { Url = Address, HttpDispatchMode = "SYNC", HttpAuthenticationType = "BASIC_AUTH", BasicAuthConfig = new BasicAuthConfig { UserName = user, Password = password } }
        : new HttpConfig { Url = Address, HttpDispatchMode = "SYNC", HttpAuthenticationType = "BEARER_TOKEN", BearerTokenAuthConfig = new BearerTokenAuthConfig { BearerToken = secret } };

    // The shape by which the bridge tells Basic from bearer.
    private static (string User, string Password)? TryReadPair(string secret)
    {
        var json = Encoding.UTF8.GetBytes(secret);
        return TopLevelMember.Find(json, "user") is { Length: > 0 } user && TopLevelMember.Find(json, "password") is { Length: > 0 } password ? (user, password) : null;
    }

    private Task<string> CompletedAsync(string invocation) => UntilAsync(async () =>
    {
        var status = await context.Api.Invocations.ListStatusAsync(cancellationToken: context.CancellationToken)
            .FirstOrDefaultAsync(each => each.Id == invocation && each.Completed is not null, context.CancellationToken);
        if (status is not null && ErrorOf(status) is { } error)
            throw new CliException($"The subscription is made, but the bridge did not take its test event. ISC says: {error}", ExitCode.Errors);
        return status is null ? null : "ISC says that the bridge took it";
    });

    private static string? ErrorOf(InvocationStatus status) =>
        status.CompleteInvocationInput is { ValueKind: JsonValueKind.Object } end && end.TryGetProperty("localizedError", out var error) && error.ValueKind == JsonValueKind.Object
            ? error.TryGetProperty("message", out var message) ? message.ToString() : "it failed"
            : null;

    private Task<string> RecordedAsync(string key, string? before) => UntilAsync(async () =>
        await LatestDeliveryAsync(key) is { } latest && latest != before ? $"it is delivery {latest} in the app's ledger" : null);

    private async Task<string?> LatestDeliveryAsync(string key)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api, $"deliveries?bridge={bridge.Name}&take=1"));
        request.Headers.Add("x-functions-key", key);
        try
        {
            using var answer = await http.SendAsync(request, context.CancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new CliException(string.Create(CultureInfo.InvariantCulture, $"The app at {app} answers {(int)answer.StatusCode} to its list of deliveries: is --key one of its keys?"), ExitCode.Errors);
            using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(context.CancellationToken));
            return page.RootElement.GetProperty("deliveries").EnumerateArray().Select(each => each.GetProperty("deliveryId").GetString()).FirstOrDefault();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException($"What answers at {app} is not the app: it has no list of deliveries.", ExitCode.Errors, fault);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !context.CancellationToken.IsCancellationRequested))
        {
            throw new CliException($"The app at {app} does not answer: {fault.Message}.", ExitCode.Unavailable, fault);
        }
    }

    private async Task<string> UntilAsync(Func<Task<string?>> look)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < MostWait)
        {
            if (await look() is { } seen)
                return seen;
            await Task.Delay(Pause, TimeProvider.System, context.CancellationToken);
        }

        throw new CliException($"The subscription is made, but within {MostWait.TotalSeconds} seconds nothing was seen of its test event: does {Address} reach the app?", ExitCode.Errors);
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>Subscribes a bridge to a trigger of its tenant.</summary>
internal sealed class Subscriber(IscContext context, Bridge bridge, AppAddress app)
{
    private const int SecretBytes = 32;

    // By which ISC proves itself to the bridge: of several, the one that stays.
    private readonly string _secretName = bridge.Sender!.SecretNames[0];

    /// <summary>Where the events go.</summary>
    public string Address => app.HookOf(bridge.AddressName!);

    /// <returns>The subscription that has the bridge's address; null: there is none.</returns>
    public async Task<Subscription?> FindAsync() => OfBridge(await ListAsync());

    /// <param name="triggerId">Null: the one that the bridge answers, or that its subscription has.</param>
    /// <param name="filter">Null: the one that a subscription has stays; empty: none.</param>
    /// <param name="tests">Whether a test event is sent.</param>
    /// <exception cref="CliException">The trigger or the filter cannot be subscribed to.</exception>
    public async Task<SubscribePlan> PlanAsync(string? triggerId, string? filter, bool tests)
    {
        var subscriptions = await ListAsync();
        var existing = OfBridge(subscriptions);
        var answered = bridge.Respond?.Trigger.Id;
        if ((triggerId ?? answered ?? existing?.TriggerId) is not { } id)
            throw new CliException("Which trigger? Give --trigger, such as --trigger idn:identity-created.", ExitCode.Usage);
        if (answered is not null && id != answered)
            throw new CliException($"{bridge.Name} answers {answered}, so it cannot be subscribed to {id}.", ExitCode.Errors);

        var trigger = await TriggerAsync(id);
        if (trigger.Type == EventTriggerType.RequestResponse && answered is null)
            throw new CliException($"{id} waits for an answer, and {bridge.Name} gives none: say what it answers under $.respond.", ExitCode.Errors);
        if (!string.IsNullOrEmpty(filter))
            await CheckAsync(filter, trigger);
        if (existing is not null && existing.TriggerId != id)
            throw new CliException($"{Address} is subscribed to {existing.TriggerId}, and a subscription stays with its trigger: unsubscribe first.", ExitCode.Errors);
        // Of those that wait for an answer ISC takes one, so that there is one answer.
        if (existing is null && answered is not null && subscriptions.Find(each => each.TriggerId == id) is { } other)
            throw new CliException($"{id} takes one subscription and has it, {other.Name} ({other.Id}): 'subscriptions delete {other.Id}' makes place.", ExitCode.Errors);

        return new SubscribePlan
        {
            Trigger = trigger,
            Existing = existing,
            Address = Address,
            Filter = filter is "" ? null : filter ?? existing?.Filter,
            Tests = tests,
            Secret = _secretName,
            Place = context.Session.Secrets.Place,
            MissingSecrets = await MissingAsync(),
        };
    }

    private async Task<IReadOnlyList<string>> MissingAsync()
    {
        var missing = new List<string>();
        foreach (var name in (string[])[_secretName, .. bridge.Respond is { MayAnswerLater: true } ? [SecretSeal.KeyName] : (string[])[]])
        {
            if (await context.Session.ReadSecretAsync(name, context.CancellationToken) is null)
                missing.Add(name);
        }

        return missing;
    }

    /// <returns>The subscription's id.</returns>
    /// <exception cref="CliException">The secret cannot be stored.</exception>
    public async Task<string> DoAsync(SubscribePlan plan)
    {
        // What was missing a moment ago may still be taken as missing: what is made is not read again.
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in plan.MissingSecrets)
            made[name] = await MakeAsync(plan, name);
        var secret = made.GetValueOrDefault(_secretName) ?? await context.Session.ReadSecretAsync(_secretName, context.CancellationToken)
            ?? throw new CliException($"The secret '{_secretName}' is gone.", ExitCode.Errors);
        // ISC does not show what it was given before, so the secret is sent with every change.
        var body = (plan.Existing?.ToBody() ?? new SubscriptionBody { Name = bridge.Name, Description = "Made by TriggerBridge.", TriggerId = plan.Trigger.Id, Type = SubscriptionType.Http }) with
        {
            Enabled = true,
            Filter = plan.Filter,
            ResponseDeadline = ResponseType.DeadlineOf(bridge.Respond) ?? plan.Existing?.ResponseDeadline,
            HttpConfig = new HttpConfig { Url = Address, HttpDispatchMode = ResponseType.Of(bridge.Respond) }.With(secret),
        };
        try
        {
            var subscription = plan.Existing?.Id is { } id
                ? await context.Api.Subscriptions.UpdateAsync(id, body, context.CancellationToken)
                : await context.Api.Subscriptions.CreateAsync(body, context.CancellationToken);
            await context.Terminal.DoneAsync($"  ✓ {plan.Subscribes}");
            return subscription.Id ?? throw new CliException("ISC did not say which subscription it made.", ExitCode.Errors);
        }
        catch (IscException fault)
        {
            var reason = Remedy.Of(fault, context.Session.CredentialName);
            var done = plan.MissingSecrets.Count == 0
                ? "Nothing was changed"
                : $"What was made stays, and the next run takes it: {string.Join(", ", plan.MissingSecrets.Select(name => $"'{name}'"))}";
            throw new CliException($"Could not {plan.Subscribes}: {reason.Message}. {done}.", reason.ExitCode, fault);
        }
    }

    private async Task<string> MakeAsync(SubscribePlan plan, string name)
    {
        var value = name == SecretSeal.KeyName ? SecretSeal.NewKey() : RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
        try
        {
            await context.Session.Secrets.WriteAsync(name, value, context.CancellationToken);
        }
        catch (SecretStoreException fault)
        {
            throw new CliException($"Could not {plan.Makes(name)}: {fault.Message}", ExitCode.Errors, fault);
        }

        await context.Terminal.DoneAsync($"  ✓ {plan.Makes(name)}");
        return value;
    }

    private Task<List<Subscription>> ListAsync() => context.ReadAllAsync("subscriptions", context.Api.Subscriptions.ListAsync());

    private Subscription? OfBridge(List<Subscription> subscriptions) =>
        subscriptions.Find(each => string.Equals(app.BridgeOf(each.HttpConfig?.Url), bridge.AddressName, StringComparison.OrdinalIgnoreCase));

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
}

using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Simulation.World;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Simulation.Actors;

/// <summary>Senders of events: each sends until it is answered with 2xx, and some send again what was accepted.</summary>
internal sealed class Senders(SimulatedWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IscPatience = TimeSpan.FromSeconds(10);

    public Task SendAllAsync() => Task.WhenAll([.. world.Plan.Events.Select(SendEventAsync), .. world.Plan.Batches.Select(SendBatchAsync), .. world.Plan.Records.Select(SendRecordAsync), .. world.Plan.Questions.Select(AskAsync), .. world.Plan.SourceEvents.Select(SendToSourceAsync), .. world.Plan.Keyed.Select(SendKeyedAsync)]);

    private TimeSpan When(Random dice) => world.Plan.IsBurst ? TimeSpan.FromMinutes(dice.NextDouble()) : world.Plan.Trouble * dice.NextDouble();

    private async Task SendEventAsync(int number)
    {
        var dice = world.Dice.Event(number);
        await Task.Delay(When(dice), world.Time);
        string[] open = world.Plan.NewBridgeAt <= world.Elapsed ? [.. world.Plan.Bridges, SimulatedBridges.New] : [.. world.Plan.Bridges];
        var bridge = open[dice.Next(open.Length)];
        var body = dice.Next(12) switch
        {
            0 => $$"""{"who":"event-{{number}}","unwanted":true}""",
            // It has no "who", which the input wants.
            1 => $$"""{"whom":"event-{{number}}"}""",
            _ => $$"""{"who":"event-{{number}}"}""",
        };
        if (world.Plan.IsBroken)
            world.Promises.Accepted(bridge, DeliveryId.From(FormattableString.Invariant($"event-{number}")));
        if (dice.Next(10) == 0)
            await DeliverAsync(dice, bridge, GitHub(FormattableString.Invariant($"forged-{number}"), body, "what the sender does not know"), isForged: true);
        await SendAsync(dice, bridge, GitHub(FormattableString.Invariant($"event-{number}"), body, SimulatedSecrets.Hook));
        // Somebody has overheard it, and sends it under another id.
        if (bridge == SimulatedBridges.Hold && dice.Next(4) == 0)
            await DeliverAsync(dice, bridge, GitHub(FormattableString.Invariant($"captured-{number}"), body, SimulatedSecrets.Hook), isForged: false);
    }

    private async Task SendBatchAsync(int number)
    {
        var dice = world.Dice.Batch(number);
        await Task.Delay(When(dice), world.Time);
        var events = Enumerable.Range(1, dice.Next(1, 8)).Select(part => FormattableString.Invariant(
            $$"""{"id":"notification-{{number}}-{{part}}","who":"notification-{{number}}-{{part}}","clientState":"{{SimulatedSecrets.Hook}}"{{(dice.Next(8) == 0 ? ",\"unwanted\":true" : "")}}}"""));
        await SendAsync(dice, SimulatedBridges.Batch, Request($$"""{"value":[{{string.Join(',', events)}}]}""", []));
    }

    // It appears in the source, and some come by the webhook as well: then both share one delivery id.
    private async Task SendRecordAsync(int number)
    {
        var dice = world.Dice.Event(-number);
        await Task.Delay(When(dice), world.Time);
        var record = world.Source.Add(number, dice);
        if (dice.Next(3) == 0)
            await SendAsync(dice, SimulatedBridges.Polled, GitHub(FormattableString.Invariant($"hook-{number}"), record, SimulatedSecrets.Hook));
    }

    private async Task SendToSourceAsync(int number)
    {
        var dice = world.Dice.SourceEvent(number);
        await Task.Delay(When(dice), world.Time);
        var (kind, isMappable) = (new[] { "a", "b", "both", "none" }[dice.Next(4)], dice.Next(12) != 0);
        await SendAsync(dice, SimulatedBridges.App, GitHub(
            FormattableString.Invariant($"source-{number}"), FormattableString.Invariant($$"""{"{{(isMappable ? "who" : "whom")}}":"source-{{number}}","kind":"{{kind}}"}"""), SimulatedSecrets.Hook));
    }

    private async Task SendKeyedAsync(int number)
    {
        // Two by two, at the same moment to the same key: each process that takes one must hear of the other.
        var (dice, pair) = (world.Dice.Keyed(number), world.Dice.Keyed(-number / 2));
        await Task.Delay(When(pair), world.Time);
        var bridge = world.Plan.KeyedBridges[pair.Next(world.Plan.KeyedBridges.Count)];
        var (who, key, value) = (dice.Next(15) == 0 ? "whom" : "who", pair.Next(3), dice.Next(2));
        await SendAsync(dice, bridge, GitHub(
            FormattableString.Invariant($"keyed-{number}"), FormattableString.Invariant($$"""{"{{who}}":"keyed-{{number}}","key":"k{{key}}","value":{{value}}}"""), SimulatedSecrets.Hook));
    }

    // ISC asks once, and gives up what is not answered at once. Some questions come twice for all that, as whatever stands between may repeat them.
    private async Task AskAsync(int number)
    {
        var dice = world.Dice.Question(number);
        await Task.Delay(When(dice), world.Time);
        var isAtOnce = dice.Next(3) == 0;
        var bridge = isAtOnce ? SimulatedBridges.AskedAtOnce : SimulatedBridges.Asked;
        var instance = await world.Platform.AnyAsync(dice);
        var invocation = world.Tenant.Invocations.Ask(number);
        var unwanted = dice.Next(10) == 0 ? ",\"unwanted\":true" : "";
        var request = Request(
            $$"""
            {"_metadata":{
              "triggerId":"{{SimulatedInvocations.Trigger}}","responseMode":"{{(isAtOnce ? "dynamic" : "async")}}","invocationId":"{{invocation.Id}}","secret":"{{invocation.Secret}}",
              "callbackURL":"https://acme.example.com/beta/trigger-invocations/{{invocation.Id}}/complete"
            },"who":"w"{{unwanted}}}
            """,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["authorization"] = "Bearer " + SimulatedSecrets.Hook });
        if (!await HearAsync(await PostAsync(instance, bridge, request, IscPatience)))
            world.Tenant.Invocations.NotHeard(invocation.Id);
        else if (dice.Next(4) == 0)
            await HearAsync(await PostAsync(await world.Platform.AnyAsync(dice), bridge, request, IscPatience));

        async Task<bool> HearAsync(ReceiveResult? result)
        {
            if (result is not (ReceiveResult.Accepted or ReceiveResult.Duplicate))
                return false;
            world.Promises.Accepted(bridge, IdOf(result));
            if (result is { InSendersTerms: { Status: 200, Body: var answer } } && isAtOnce)
                world.Promises.AnsweredAtOnce(invocation, Encoding.UTF8.GetString(answer.Span));
            await Task.Delay(TimeSpan.FromSeconds(dice.Next(1, 60)), world.Time);
            return true;
        }
    }

    private async Task SendAsync(Random dice, string bridge, WebhookRequest request)
    {
        var repeats = dice.NextDouble() < world.Plan.Repeats ? dice.Next(1, 4) : 0;
        while (!world.IsOver)
        {
            if (await DeliverAsync(dice, bridge, request, isForged: false) && repeats-- <= 0)
                return;
            // Some come back after hours: their delivery may have been purged by then.
            var isVeryLate = repeats == 0 && world.Plan.IsRetentionShort && dice.Next(3) == 0;
            await Task.Delay(isVeryLate ? TimeSpan.FromHours(dice.Next(1, 4)) : TimeSpan.FromSeconds(dice.Next(1, 60)), world.Time);
        }
    }

    /// <returns>Whether it was accepted, as far as the sender got to know.</returns>
    private async Task<bool> DeliverAsync(Random dice, string bridge, WebhookRequest request, bool isForged)
    {
        var (instance, file) = (await world.Platform.AnyAsync(dice), SimulatedBridges.FileOf(bridge));
        var (isThere, known) = (world.Bridges.Has(file), instance.Get<BridgeCatalog>().Now);
        if (await PostAsync(instance, bridge, request, Patience) is not { } result)
            return false;
        if (result is ReceiveResult.UnknownBridge && isThere && world.Bridges.Has(file))
            world.Violated("no bridge that is there is unknown", $"{instance.Name} does not know {bridge}");
        // Its bridges did not change meanwhile.
        if (result is ReceiveResult.Routed routed && known == instance.Get<BridgeCatalog>().Now)
            world.Promises.Routed(routed, known, request);
        IReadOnlyList<(string Bridge, ReceiveResult Result)> events = result switch
        {
            ReceiveResult.Batch batch => [.. batch.Events.Select(one => (bridge, one))],
            ReceiveResult.Routed several => [.. several.Events.Select(one => (one.Bridge, one.Result))],
            _ => [(bridge, result)],
        };
        if (isForged && result is not (ReceiveResult.NotVerified or ReceiveResult.NotReady or ReceiveResult.UnknownBridge))
            world.Violated("unsigned requests are refused", $"{bridge} answers {result}");
        if (result is ReceiveResult.NotReady or ReceiveResult.NotVerified or ReceiveResult.UnknownBridge)
            return false;
        foreach (var (taker, one) in events)
            world.Promises.Accepted(taker, IdOf(one));
        return true;
    }

    /// <returns>Null where no answer came in time.</returns>
    private async Task<ReceiveResult?> PostAsync(Instance instance, string bridge, WebhookRequest request, TimeSpan patience)
    {
        var receiving = instance.Get<DeliveryPipeline>().ReceiveAsync(bridge, request, CancellationToken.None);
        await Task.WhenAny(receiving, Task.Delay(patience, world.Time));
        if (!receiving.IsCompleted)
            return null;

        var result = await receiving;
        world.Tell("sender", $"{bridge}: {result.GetType().Name}");
        world.Tally.Count(Aims.Answer(result.GetType().Name));
        return result;
    }

    private static string IdOf(ReceiveResult result) => result switch
    {
        ReceiveResult.Accepted { Delivery: var accepted } => accepted.DeliveryId,
        ReceiveResult.Duplicate { First: var first } => first.DeliveryId,
        ReceiveResult.DuplicateOfPurged purged => purged.DeliveryId,
        ReceiveResult.SameContent same => same.DeliveryId,
        _ => throw new InvalidOperationException($"No sender expects {result}."),
    };

    private static WebhookRequest GitHub(string senderId, string body, string secret) => Request(body, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["x-github-delivery"] = senderId,
        ["x-github-event"] = "organization",
        ["x-hub-signature-256"] = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))),
    });

    private static WebhookRequest Request(string body, Dictionary<string, string> headers) => new()
    {
        Method = "POST",
        Url = "https://hooks.example.com/",
        Headers = new Dictionary<string, string>(headers, StringComparer.Ordinal) { ["content-type"] = "application/json" },
        Query = new Dictionary<string, string>(StringComparer.Ordinal),
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "application/json",
    };
}

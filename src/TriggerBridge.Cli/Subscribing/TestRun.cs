using System.Globalization;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>Has ISC send a test event to a new subscription, and waits until it has come.</summary>
/// <param name="ledger">Where it is looked for; null: ISC is asked what became of it.</param>
/// <param name="longestWait">For how long.</param>
internal sealed class TestRun(IscContext context, Bridge bridge, AppLedger? ledger, TimeSpan longestWait)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>Where it was seen.</returns>
    /// <exception cref="CliException">It was not seen, or the bridge did not take it.</exception>
    public async Task<string> RunAsync(SubscribePlan plan, string subscriptionId)
    {
        var test = new TestEvent(bridge, plan.Trigger);
        var repeated = ledger is null ? null : await ledger.FindAsync(test.ExpectedIds);
        var invocation = await SendAsync(test, plan.Trigger, subscriptionId);
        // A repeat leaves nothing new in the ledger.
        var place = repeated is null ? ledger : null;

        var seen = await context.Terminal.WaitAsync("Waiting for the test event", () => UntilAsync(() => place is null ? TakenAsync(invocation) : RecordedAsync(place, test.DeliveryIds(invocation))))
            ?? throw new CliException(await WhyUnseenAsync(plan, invocation, place), ExitCode.Errors);
        if (repeated is not null)
            seen += $"; it counts as delivery {repeated}, which was in the app's ledger before, for the bridge's deliveryId is the same in each test event";
        await context.Terminal.DoneAsync($"  ✓ {SubscribePlan.SendsTest}: {seen}");
        return seen;
    }

    private async Task<string> SendAsync(TestEvent test, EventTrigger trigger, string subscriptionId)
    {
        using var nothing = JsonDocument.Parse("{}");
        try
        {
            var sent = await context.Api.Invocations.TestAsync(
                new TestInvocation { TriggerId = trigger.Id, Input = test.Input, ContentJson = nothing.RootElement, SubscriptionIds = [subscriptionId] }, context.CancellationToken);
            return sent is [{ Id: { } id }, ..] ? id : throw new CliException("The subscription is made, but ISC sent no test event: the filter does not let the trigger's example through.", ExitCode.Errors);
        }
        catch (IscException fault)
        {
            var reason = Remedy.Of(fault, context.Session.CredentialName);
            throw new CliException($"The subscription is made, but could not {SubscribePlan.SendsTest}: {reason.Message}. With --no-test none is sent.", reason.ExitCode, fault);
        }
    }

    private static async Task<string?> RecordedAsync(AppLedger place, IReadOnlyList<string> deliveryIds) =>
        await place.FindAsync(deliveryIds) is { } id ? $"it is delivery {id} in the app's ledger" : null;

    private async Task<string?> TakenAsync(string invocation)
    {
        var status = await context.Api.Invocations.ListStatusAsync(cancellationToken: context.CancellationToken)
            .FirstOrDefaultAsync(each => each.Id == invocation && each.Completed is not null, context.CancellationToken);
        if (status?.Failure is { } error)
            throw new CliException($"The subscription is made, but the bridge did not take its test event. ISC says: {error}", ExitCode.Errors);
        return status is null ? null : "ISC says that the bridge took it";
    }

    private async Task<string> WhyUnseenAsync(SubscribePlan plan, string invocation, AppLedger? place) => place is not null && await TakenAsync(invocation) is { } taken
        ? $"The subscription is made, and {taken}, but the app's ledger does not have its test event: is keepFiltered false, or are events changed on their way?"
        : string.Create(CultureInfo.InvariantCulture, $"The subscription is made, but within {longestWait.TotalSeconds} seconds nothing was seen of its test event: does {plan.Address} reach the app?");

    private async Task<string?> UntilAsync(Func<Task<string?>> look)
    {
        var since = TimeProvider.System.GetTimestamp();
        do
        {
            if (await look() is { } seen)
                return seen;
            await Task.Delay(Pause, TimeProvider.System, context.CancellationToken);
        }
        while (TimeProvider.System.GetElapsedTime(since) < longestWait);

        return null;
    }
}

using System.CommandLine;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Subscribing;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>subscribe</c> and <c>unsubscribe</c>: whether a tenant sends a trigger's events to a bridge.</summary>
internal static class SubscribeCommand
{
    private static readonly Argument<string> BridgeName = new("bridge") { Description = BridgeFileOption.Accepted };
    private static readonly Option<string?> Trigger = new("--trigger") { Description = "The event trigger, such as idn:identity-created; not needed where the bridge answers one, or is subscribed already.", HelpName = "id" };
    private static readonly Option<string?> Filter = new("--filter") { Description = "Which events, as Jayway JSONPath; ISC checks it on the trigger's example. Without it a subscription keeps the one it has; empty: none.", HelpName = "path" };
    private static readonly Option<int> Wait = new("--wait") { Description = "How many seconds the test event is waited for.", HelpName = "seconds", DefaultValueFactory = _ => 60, CustomParser = static result => WholeNumber.Parse(result, "--wait") };
    private static readonly Option<bool> NoTest = new("--no-test") { Description = "Sends no test event." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows the plan and changes nothing." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before the subscription is deleted." };

    public static Command Create() => new Command(
        "subscribe",
        "Sends the events of a trigger of ISC to a bridge: makes or updates the subscription, with a secret that is stored for the bridge, and sends a test event.")
    {
        BridgeName, Trigger, Filter, Wait, NoTest, BridgeFileOption.Folder, DryRun, IscCommand.Credential, IscCommand.Verbose, OutputOption.Instance,
    }.OnApp().Running((parsed, cancellationToken) => RunAsync(parsed, SubscribeAsync, cancellationToken));

    public static Command CreateInverse() => new Command("unsubscribe", "Deletes the subscription that sends events to a bridge.")
    {
        BridgeName, ProfileOption.Instance, AppOption.Instance, BridgeFileOption.Folder, DryRun, Yes, IscCommand.Credential, IscCommand.Verbose, OutputOption.Instance,
    }.Running((parsed, cancellationToken) => RunAsync(parsed, UnsubscribeAsync, cancellationToken));

    private static async Task<int> RunAsync(ParseResult parsed, Func<IscContext, Bridge, AppAddress, Task> work, CancellationToken cancellationToken)
    {
        var (bridge, problem, exitCode) = BridgeFileOption.Load(parsed, parsed.GetRequiredValue(BridgeName), tenants: null);
        if (bridge is null)
            return await Terminal.Of(parsed).FailAsync(problem, exitCode);
        if (!IscEvents.AreTakenBy(bridge))
            return await Terminal.Of(parsed).FailAsync($"{bridge.Name} takes no events of ISC: the scheme of its webhook, or of its source's, must be {IscEvents.Scheme}.", ExitCode.Errors);
        (var app, problem, exitCode) = AppOption.Read(parsed);
        return app is null
            ? await Terminal.Of(parsed).FailAsync(problem, exitCode)
            : await IscCommand.RunAsync(parsed, bridge.Workflow.Tenant, context => work(context, bridge, app), cancellationToken);
    }

    private static async Task SubscribeAsync(IscContext context, Bridge bridge, AppAddress app)
    {
        var subscriber = new Subscriber(context, bridge, app);
        var plan = await subscriber.PlanAsync(context.Get(Trigger), context.Get(Filter), tests: !context.Get(NoTest));
        if (context.Get(DryRun))
        {
            await context.Terminal.AnswerAsync(plan.Report(subscriptionId: plan.Existing?.Id, test: null), CliJson.Default.SubscribeReport, console => console.Plan(plan.Steps));
            return;
        }

        using var api = plan.Tests ? AppKeyOption.TryOpen(context.Parsed) : null;
        var ledger = api is null ? null : new AppLedger(api, [.. new[] { bridge.Name, bridge.AddressName! }.Distinct(StringComparer.Ordinal)], context.CancellationToken);
        if (ledger is not null)
            await ledger.CheckAsync();
        var id = await subscriber.DoAsync(plan);
        var seen = plan.Tests ? await new TestRun(context, bridge, ledger, TimeSpan.FromSeconds(context.Get(Wait))).RunAsync(plan, id) : null;
        await context.Terminal.AnswerAsync(plan.Report(id, seen), CliJson.Default.SubscribeReport, _ => { });
    }

    private static async Task UnsubscribeAsync(IscContext context, Bridge bridge, AppAddress app)
    {
        var subscriber = new Subscriber(context, bridge, app);
        if (await subscriber.FindAsync() is not { Id: { } id } existing)
        {
            await context.Terminal.DoneAsync($"No subscription sends events to {subscriber.Address}.");
            return;
        }

        if (context.Get(DryRun))
        {
            await context.Terminal.DoneAsync($"Nothing is changed; this would be done: delete subscription {existing.Name} ({id}) to {existing.TriggerId}.");
            return;
        }

        context.Terminal.Agree($"Delete subscription {existing.Name} ({id}) to {existing.TriggerId}? Its events come no more.", context.Get(Yes));
        await context.Api.Subscriptions.DeleteAsync(id, context.CancellationToken);
        await context.Terminal.DoneAsync($"Subscription {id} is deleted.");
    }
}

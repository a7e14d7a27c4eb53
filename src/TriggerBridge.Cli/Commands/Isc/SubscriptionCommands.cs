using System.CommandLine;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>subscriptions</c>.</summary>
internal static class SubscriptionCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The subscription's id." };
    private static readonly Argument<FileInfo> File = JsonFile.Argument("A JSON file.");
    private static readonly Argument<string> Filter = new("filter") { Description = "Jayway JSONPath, such as $[?($.identity.name == 'jo')]." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before it does what cannot be undone." };

    public static Command Create() => IscCommand.Group(
        "subscriptions",
        "Subscriptions to the tenant's events.",
        new Command("list", "Lists all subscriptions.").Doing(ListAsync),
        new Command("create", "Creates one from a JSON file.") { File }.Doing(CreateAsync),
        new Command("update", "Replaces one by a JSON file.") { Id, File }.Doing(UpdateAsync),
        new Command("patch", "Changes one by a JSON Patch (RFC 6902) in a file.") { Id, File }.Doing(PatchAsync),
        new Command("delete", "Deletes one.") { Id, Yes }.Doing(DeleteAsync),
        new Command("validate-filter", "Says whether a filter lets the event in a JSON file through.") { Filter, File }.Doing(ValidateFilterAsync),
        DriftCommand.Create());

    private static async Task ListAsync(IscContext context)
    {
        var subscriptions = await context.ReadAllAsync("subscriptions", context.Api.Subscriptions.ListAsync());
        await context.Terminal.AnswerAsync(subscriptions, IscJson.Default.ListSubscription, console => console.Rows(
            ["id", "name", "trigger", "type", "enabled"],
            subscriptions.Select(each => (string?[])[each.Id, each.Name, each.TriggerId, each.Type, each.Enabled is true ? "yes" : "no"])));
    }

    private static async Task CreateAsync(IscContext context) =>
        await ShowAsync(context, await context.Api.Subscriptions.CreateAsync(await BodyAsync(context), context.CancellationToken));

    private static async Task UpdateAsync(IscContext context) =>
        await ShowAsync(context, await context.Api.Subscriptions.UpdateAsync(context.Get(Id), await BodyAsync(context), context.CancellationToken));

    private static async Task PatchAsync(IscContext context)
    {
        var changes = await JsonFile.ReadAsync(context.Get(File), IscJson.Default.IReadOnlyListJsonPatchOperation, context.CancellationToken);
        await ShowAsync(context, await context.Api.Subscriptions.PatchAsync(context.Get(Id), changes, context.CancellationToken));
    }

    private static async Task DeleteAsync(IscContext context)
    {
        context.Terminal.Agree($"Delete subscription {context.Get(Id)}?", context.Get(Yes));
        await context.Api.Subscriptions.DeleteAsync(context.Get(Id), context.CancellationToken);
        await context.Terminal.DoneAsync($"Subscription {context.Get(Id)} is deleted.");
    }

    private static async Task ValidateFilterAsync(IscContext context)
    {
        var sample = new FilterSample(await JsonFile.ReadAsync(context.Get(File), context.CancellationToken), context.Get(Filter));
        var check = await context.Api.Subscriptions.ValidateFilterAsync(sample, context.CancellationToken);
        await context.Terminal.AnswerAsync(check, IscJson.Default.FilterCheck, console => console.Facts(
            ("lets it through", Text(check.IsValid)), ("is a path", Text(check.IsValidJsonPath)), ("finds something", Text(check.IsPathExist))));
    }

    private static Task<SubscriptionBody> BodyAsync(IscContext context) =>
        JsonFile.ReadAsync(context.Get(File), IscJson.Default.SubscriptionBody, context.CancellationToken);

    private static Task ShowAsync(IscContext context, Subscription subscription) =>
        context.Terminal.AnswerAsync(subscription, IscJson.Default.Subscription, console => console.Facts(
            ("id", subscription.Id),
            ("name", subscription.Name),
            ("trigger", subscription.TriggerId),
            ("type", subscription.Type),
            ("url", subscription.HttpConfig?.Url),
            ("filter", subscription.Filter),
            ("enabled", Text(subscription.Enabled))));

    private static string Text(bool? value) => value is true ? "yes" : "no";
}

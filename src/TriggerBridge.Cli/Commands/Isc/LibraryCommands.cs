using System.CommandLine;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>library</c>.</summary>
internal static class LibraryCommands
{
    public static Command Create() => IscCommand.Group(
        "library",
        "The building blocks of workflows.",
        List("list", "Lists everything.", library => library.ListAsync()),
        List("actions", "Lists the actions.", library => library.ListActionsAsync()),
        List("triggers", "Lists the triggers.", library => library.ListTriggersAsync()),
        new Command("operators", "Lists the operators.").Doing(async context => await ShowAsync(context, [.. await context.Api.Library.ListOperatorsAsync(context.CancellationToken)])));

    private static Command List(string name, string description, Func<WorkflowLibraryApi, IAsyncEnumerable<LibraryItem>> list) =>
        new Command(name, description).Doing(async context => await ShowAsync(context, await context.ReadAllAsync("the library", list(context.Api.Library))));

    private static Task ShowAsync(IscContext context, List<LibraryItem> items) => context.Terminal.AnswerAsync(items, IscJson.Default.ListLibraryItem, console =>
        console.Rows(["id", "name", "type", "deprecated"], items.Select(each => (string?[])[each.Id, each.Name, each.Type, each.Deprecated is true ? "yes" : ""])));
}

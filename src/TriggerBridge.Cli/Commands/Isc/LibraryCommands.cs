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
        "What workflows can be made of.",
        List("list", "Lists everything.", (library, stop) => library.ListAsync(cancellationToken: stop)),
        List("actions", "Lists the actions.", (library, stop) => library.ListActionsAsync(cancellationToken: stop)),
        List("triggers", "Lists the triggers.", (library, stop) => library.ListTriggersAsync(cancellationToken: stop)),
        new Command("operators", "Lists the operators.").Doing(async context => await ShowAsync(context, [.. await context.Api.Library.ListOperatorsAsync(context.CancellationToken)])));

    private static Command List(string name, string description, Func<WorkflowLibraryApi, CancellationToken, IAsyncEnumerable<LibraryItem>> list) =>
        new Command(name, description).Doing(async context => await ShowAsync(context, await context.Terminal.WaitAsync(
            "Reading the library", () => list(context.Api.Library, context.CancellationToken).ToListAsync(context.CancellationToken).AsTask())));

    private static Task ShowAsync(IscContext context, List<LibraryItem> items) => context.Terminal.AnswerAsync(items, IscJson.Default.ListLibraryItem, console =>
        console.Rows(["id", "name", "type", "deprecated"], items.Select(each => (string?[])[each.Id, each.Name, each.Type, each.Deprecated is true ? "yes" : ""])));
}

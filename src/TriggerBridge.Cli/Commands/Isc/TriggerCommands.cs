using System.CommandLine;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>triggers</c>.</summary>
internal static class TriggerCommands
{
    public static Command Create() => IscCommand.Group("triggers", "Event triggers of a tenant.", new Command("list", "Lists all triggers.").Doing(ListAsync));

    private static async Task ListAsync(IscContext context)
    {
        var triggers = await context.ReadAllAsync("triggers", context.Api.Triggers.ListAsync());
        await context.Terminal.AnswerAsync(triggers, IscJson.Default.ListEventTrigger, console => console.Rows(
            ["id", "name", "type"], triggers.Select(each => (string?[])[each.Id, each.Name, each.Type])));
    }
}
